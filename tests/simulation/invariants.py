"""What must hold of every client's day: of each push (tests/simulation/pushes.py), and of all."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from api.rules.plan.plans import Plan
from api.rules.reminders.agenda import CHECK_IN, WEEKLY
from tests.simulation.days import Lived
from tests.simulation.lives import Life
from tests.simulation.pushes import OF_PUSHES, Push, pushes_of
from tests.simulation.rows import Row

FINAL = frozenset({"sent", "failed", "expired", "cancelled", "skipped"})
LEASE = timedelta(seconds=60)


def _twice(lived: Lived, pushes: list[Push]) -> int:
    counts = Counter((push.post.reminder_id, push.post.target) for push in pushes)
    return sum(count - 1 for count in counts.values())


def _slot_twice(lived: Lived, pushes: list[Push]) -> int:
    names = {push.row.id: (push.about, push.row.local_date, push.row.slot) for push in _new(pushes)}
    return len(names) - len(set(names.values()))


def _second_check_in(lived: Lived, pushes: list[Push]) -> int:
    """A date asks for its check-in once, a Sunday also once for that of its week."""
    rows = (push.row for push in _new(pushes))
    asked = [(row.local_date, row.source) for row in rows if row.source in (CHECK_IN, WEEKLY)]
    return len(asked) - len(set(asked))


def _new(pushes: Iterable[Push]) -> list[Push]:
    """Return one push of each reminder that she did not ask for herself by putting one off."""
    found = {push.row.id: push for push in pushes if push.row.source != "snooze"}
    return list(found.values())


def _above_cap(lived: Lived, pushes: list[Push]) -> int:
    on_date = {push.row.id: push.wall.date() for push in pushes}
    counts = Counter(on_date.values())
    return sum(max(0, count - lived.life.person.cap) for count in counts.values())


def _unended(lived: Lived, pushes: list[Push]) -> int:
    return sum(
        row.state not in FINAL or (row.reason is None) is not (row.state == "sent")
        for row in due_rows(lived)
    )


def _ended_late(lived: Lived, pushes: list[Push]) -> int:
    back_at = lived.day.back_at
    return sum(
        row.decided_at > max(row.expires_at, back_at or row.expires_at) + LEASE
        for row in due_rows(lived)
        if row.decided_at is not None
    )


def _unlike_her_clock(lived: Lived, pushes: list[Push]) -> int:
    if len(lived.life.history) > 1:
        return 0
    return sum(
        _misreads(lived.life, row) for row in due_rows(lived) if row.source == "prescription"
    )


def _misreads(life: Life, row: Row) -> bool:
    """Tell whether her clock read another time than the slot's, other than by a jump of clocks."""
    plan = life.plans[row.subject_id]
    tz = ZoneInfo(plan.versions[0].schedule.timezone or life.person.timezone)
    slot = datetime.combine(row.local_date, time.fromisoformat(row.slot))
    beyond = row.due_at.astimezone(tz).replace(tzinfo=None) - slot
    if not beyond:
        return False
    offsets = [at.astimezone(tz).utcoffset() for at in (row.due_at - beyond, row.due_at)]
    return offsets[0] is None or offsets[0] + beyond != offsets[1]


def _forgotten(lived: Lived, pushes: list[Push]) -> int:
    known = {(row.subject_id, row.local_date, row.slot) for row in lived.life.rows}
    return sum(
        (plan.prescription_id, on, f"{due:%H:%M}") not in known
        for plan in lived.life.person.plans
        for on, due in _expected(plan, lived)
    )


def _expected(plan: Plan, lived: Lived) -> Iterator[tuple[date, datetime]]:
    """Yield the dates and times in the day that a plan asked for when the day began."""
    schedule, remind = plan.versions[0].schedule, plan.versions[0].remind
    tz = ZoneInfo(schedule.timezone or lived.life.person.timezone)
    for ahead in (-1, 0, 1) if remind else ():
        on = lived.day.on + timedelta(days=ahead)
        for at in schedule.times if on.weekday() in schedule.weekdays else ():
            wall = datetime.combine(on, at, tz)
            due_at = wall.astimezone(UTC)
            is_there = due_at.astimezone(tz).date() == on
            if is_there and lived.day.begins < due_at <= lived.day.ends:
                yield on, wall


def due_rows(lived: Lived) -> Iterator[Row]:
    """Yield the reminders that fell due in the day."""
    begins, ends = lived.day.begins, lived.day.ends
    return (row for row in lived.life.rows if begins < row.due_at <= ends)


OF_DAYS: dict[str, Callable[[Lived, list[Push]], int]] = {
    "left twice for a phone": _twice,
    "a date's slot reminded of twice": _slot_twice,
    "a second check-in of a date asked for": _second_check_in,
    "left above the cap": _above_cap,
    "fell due and never ended, or without a reason": _unended,
    "ended later than expiry and lease": _ended_late,
    "due at another time than her clock read": _unlike_her_clock,
    "asked for by the plan and not planned": _forgotten,
}
NAMES = (*OF_PUSHES, *OF_DAYS)


def violations(lived: Lived) -> Counter[str]:
    """Return how often each invariant was broken in a client's day, those that held left out."""
    pushes = pushes_of(lived)
    found: Counter[str] = Counter()
    for name, is_broken in OF_PUSHES.items():
        found[name] = sum(map(is_broken, pushes))
    for name, count in OF_DAYS.items():
        found[name] = count(lived, pushes)
    return +found
