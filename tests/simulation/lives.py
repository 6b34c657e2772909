"""One client's day in memory: the planner and the policies of the product, with lists for tables.

What decides is the product's own code. What stands in for SQL here, `tests/simulation/
test_same_engine.py` holds against the real rows and the real worker.
"""

from collections.abc import Iterable, Set
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from api.reminders.done import key_of
from api.reminders.ignored import IGNORED_BACK, IGNORED_OFTEN, Streak, streak_of
from api.reminders.planning import SLOT_BEHIND, settle_all
from api.reminders.rows import OPEN_STATES
from api.reminders.settling import Planning
from api.rules.instants import ZoneSpan
from api.rules.plan.plans import Plan, paused_at
from api.rules.reminders.agenda import Key, Subject, agenda, is_done
from api.rules.reminders.groups import TOGETHER, Neighbour, decide_together
from api.rules.reminders.leaving import RANKS, Defer, Follow, Send, delay_of, tried_again_at
from api.rules.reminders.quiet_hours import Quiet
from api.rules.reminders.reasons import End
from push.holds.holds import Holds
from push.turn.caps import Place
from push.turn.deciding import Group, place_of, settled
from push.turn.facts import Candidate, Known, candidate_of
from push.turn.neighbours import COMING, Ahead
from push.turn.phones import Phone
from tests.simulation.people import Person
from tests.simulation.rows import Context, Patient, Row, claimed
from tests.simulation.transport import CountingTransport

SPREAD_S = 60
# Less than the planner's own three days, and enough: of what comes after the day, only the rest of
# her date bears on it.
AHEAD = timedelta(hours=48)
# Nothing holds anything up here.
FREE = Holds(None)


@dataclass(slots=True)
class Life:
    """A client, her plan and her reminders."""

    person: Person
    transport: CountingTransport
    client: Patient
    plans: dict[UUID, Plan]
    history: tuple[ZoneSpan, ...]
    quiet: Quiet | None
    phones: tuple[Phone, ...]
    rows: list[Row] = field(default_factory=list)
    done: set[Key] = field(default_factory=set)
    excused_on: frozenset[date] = frozenset()
    sent_on: dict[date, int] = field(default_factory=dict)
    unanswered: int = 0

    @property
    def timezone(self) -> str:
        return self.history[-1].timezone

    def plan(self, now: datetime, is_edit: bool = True) -> None:
        """Plan her reminders ahead, again after an edit."""
        self.client.plan_revision += is_edit
        planning: Any = Planning(
            self.client, now, delay_of(self.person.id, SPREAD_S), self.excused_on
        )
        wanted = {}
        if not self.client.is_away:
            plans = tuple(self.plans.values())
            subject = Subject(
                self.person.id, plans, self.history, self.person.check_in_at, self.excused_on
            )
            wanted = {due.key: due for due in agenda(subject, now - SLOT_BEHIND, now + AHEAD)}
        stored: Any = [row for row in self.rows if row.due_at > now - SLOT_BEHIND]
        fresh = settle_all(stored, wanted, self.plans, frozenset(), self.done, planning)
        self.rows += [Row(**each) for each in fresh]

    def skip(self, prescription_id: UUID | None, on: date, slot: str) -> None:
        """End what is open of a slot that was done; a habit's daily answer ends all its cues."""
        told = {(prescription_id or self.person.id, on, slot)}
        for row in self.rows:
            if row.state in OPEN_STATES and is_row_done(row, told):
                row.state, row.reason = "skipped", "done"

    def next_attempt(self) -> datetime | None:
        """Return when the worker next has anything of hers to look at."""
        return min(
            (row.next_attempt_at for row in self.rows if row.state == "scheduled"), default=None
        )

    def turn(self, now: datetime) -> None:
        """Do what a turn of the worker does for her."""
        mine = [row for row in self.rows if row.state == "scheduled" and row.next_attempt_at <= now]
        streak = self._streak(now) if self.unanswered >= IGNORED_OFTEN else None
        candidates = []
        for row in mine:
            row.state, row.attempts, row.decided_at = "claimed", row.attempts + 1, now
            known = Known(self._context(row, now), self.phones, {}, streak, None, {})
            candidates.append(candidate_of(claimed(row), known, FREE, now))
        turn = decide_together(
            [each.facts for each in candidates], self._neighbours(mine, now), now
        )
        ahead = self._ahead(now) if turn.leader and turn.rank else {}
        place = place_of(candidates, turn, ahead, now)
        group = Group(candidates, turn, place)
        rows = {row.id: row for row in mine}
        for candidate, decision, counted in settled([group], self._take(place)):
            row = rows[candidate.reminder.id]
            match decision:
                case Send():
                    self._leave(row, candidate, counted, now)
                case Defer():
                    row.state = "scheduled"
                    row.next_attempt_at = tried_again_at(
                        decision, self.person.id, row.expires_at, SPREAD_S
                    )
                case Follow():
                    # The transport of this day accepts whatever its leader leaves with.
                    row.state, row.reason = "skipped", "grouped"
                case End(state=state, reason=reason):
                    row.state, row.reason = state, reason

    def _leave(self, row: Row, candidate: Candidate, counted: Place | None, now: datetime) -> None:
        if counted is not None:
            row.counted_on = counted.on_date
        for phone in candidate.phones:
            self.transport.post(row.id, phone.target, now)
        row.state = "sent"

    def _context(self, row: Row, now: datetime) -> Context:
        plan = self.plans[row.prescription_id] if row.prescription_id else None
        pause = plan and paused_at(plan, now)
        return Context(
            timezone=self.timezone,
            quiet_from=self.quiet and self.quiet.from_,
            quiet_to=self.quiet and self.quiet.until,
            is_away=self.client.is_away,
            plan_revision=self.client.plan_revision,
            reminder_cap=self.person.cap,
            stopped_at=plan and plan.stopped_at,
            done=is_row_done(row, self.done),
            unanswered=self.unanswered,
            pause=None if pause is None else 1 + pause.safety,
        )

    def _neighbours(self, mine: Iterable[Row], now: datetime) -> list[Neighbour]:
        ours = {row.id for row in mine}
        return [
            Neighbour(row.id, row.due_at, row.next_attempt_at, row.state == "sent")
            for row in self.rows
            if row.id not in ours
            and now - SLOT_BEHIND < row.due_at <= now + TOGETHER
            and row.state in (*OPEN_STATES, "sent")
        ]

    def _ahead(self, now: datetime) -> Ahead:
        found: dict[tuple[UUID, date], list[tuple[int, datetime]]] = {}
        for row in self.rows:
            if row.state == "scheduled" and now < row.due_at <= now + COMING:
                to_come = found.setdefault((row.account_id, row.local_date), [])
                to_come.append((RANKS[row.source], row.due_at))
        return found

    def _take(self, place: Place | None) -> set[UUID]:
        if place is None or self.sent_on.get(place.on_date, 0) >= place.most:
            return set()
        self.sent_on[place.on_date] = self.sent_on.get(place.on_date, 0) + 1
        self.unanswered += 1
        return {place.client_id}

    def _streak(self, now: datetime) -> Streak:
        latest = [
            row
            for row in self.rows
            if (row.counted_on is not None or row.reason == "backoff")
            and now - IGNORED_BACK <= row.due_at <= now
        ]
        latest.sort(key=lambda row: (row.due_at, row.id), reverse=True)
        return streak_of(latest, self.unanswered, now)


def life_of(person: Person, begins: datetime, transport: CountingTransport) -> Life:
    """Return a client's life as it stands when the day begins, with nothing planned yet."""
    return Life(
        person=person,
        transport=transport,
        client=Patient(person.id),
        plans={plan.prescription_id: plan for plan in person.plans},
        history=(ZoneSpan(person.timezone, begins.replace(year=begins.year - 1, day=1)),),
        quiet=person.quiet,
        phones=phones_of(person) if person.allows else (),
    )


def is_row_done(row: Any, done: Set[Key]) -> bool:
    """Tell whether what a reminder is about is among what is done."""
    return is_done(key_of(row), done)


def phones_of(person: Person) -> tuple[Phone, ...]:
    """Return her phones."""
    return tuple(
        Phone(
            id=UUID(int=person.id.int | 0x100 + index),
            account_id=person.id,
            installation_id=f"phone-{person.number}-{index}",
            platform="android",
            target_kind="token",
            target=f"phone-{person.number}-{index}",
            target_p256dh=None,
            target_auth=None,
            target_generation=1,
            locale=None,
        )
        for index in range(person.phones)
    )
