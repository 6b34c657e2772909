"""A plan as it is lived: what happens to it, in order, carried out as the handlers do it."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

from api.rules.adherence.adherence import (
    Adherence,
    LoggedOutcome,
    SlotOutcome,
    adherence,
    slot_outcomes,
)
from api.rules.adherence.outcomes import Logged
from api.rules.instants import A_DAY, ZoneSpan, instant, local_date, zone
from api.rules.plan.cues import Nudges
from api.rules.plan.plans import Pause, Plan, Schedule, Version, paused_at
from api.rules.plan.schedules import Slot, duty_slots

Key = tuple[UUID, date, str]
Found = dict[Key, SlotOutcome]


def key_of(slot: Slot) -> Key:
    return slot.prescription_id, slot.local_date, slot.slot


@dataclass(frozen=True)
class Asked:
    """What a therapist fills in: dates are days from the client's today, `fixed` is a zone mode."""

    times: tuple[time, ...]
    weekdays: frozenset[int]
    interval_weeks: int
    starts_in: int
    ends_in: int | None
    fixed: bool
    window_min: int
    nudges: Nudges | None
    sets: int | None


@dataclass(frozen=True)
class Prescribe:
    kind: str
    asked: Asked


@dataclass(frozen=True)
class Edit:
    which: int
    asked: Asked
    effective_in: int


@dataclass(frozen=True)
class SetPause:
    which: int
    days: int | None


@dataclass(frozen=True)
class Resume:
    which: int


@dataclass(frozen=True)
class StopForSafety:
    which: int


@dataclass(frozen=True)
class Stop:
    which: int


@dataclass(frozen=True)
class Travel:
    timezone: str


@dataclass(frozen=True)
class PutLog:
    """A log of one of the slots up to today, however late; `outcome` None takes one back."""

    which: int
    outcome: Logged | None
    sets_done: int | None


Event = Prescribe | Edit | SetPause | Resume | StopForSafety | Stop | Travel | PutLog


@dataclass
class Life:
    """A client's plans, zones and logs at an instant."""

    now: datetime
    history: tuple[ZoneSpan, ...]
    began_on: date
    plans: list[Plan] = field(default_factory=list)
    logs: dict[Key, LoggedOutcome] = field(default_factory=dict)

    @property
    def today(self) -> date:
        return local_date(self.now, zone(self.history[-1].timezone))

    def lived(self, events: list[tuple[int, Event]]) -> Iterator[Event]:
        """Yield each event at its instant; it is up to the caller to let it happen."""
        for minutes, event in events:
            self.now += timedelta(minutes=minutes)
            yield event

    def happen(self, event: Event) -> Key | None:
        """Carry out an event now; return the slot that a log names."""
        match event:
            case Prescribe():
                self._prescribe(event)
            case Travel(timezone):
                if timezone != self.history[-1].timezone:
                    self.history += (ZoneSpan(timezone, self.now),)
            case PutLog():
                return self._log(event)
            case _ if self.plans:
                index = event.which % len(self.plans)
                if self.plans[index].stopped_at is None:
                    self.plans[index] = self._changed(self.plans[index], event)
        return None

    def outcomes(self) -> Found:
        """Return what became of every slot from the beginning until tomorrow."""
        until = self.today + A_DAY
        everything = [
            slot_outcomes(plan, *self._lived(), self.began_on, until, self.now)
            for plan in self.plans
        ]
        return {key_of(found.slot): found for one in everything for found in one}

    def figures(self, monday: date) -> Adherence:
        """Return the adherence of one week as it reads now."""
        return adherence(self.plans, *self._lived(), monday, monday + 6 * A_DAY, self.now)

    def _lived(self) -> tuple[tuple[ZoneSpan, ...], list[LoggedOutcome], frozenset[date]]:
        return self.history, list(self.logs.values()), frozenset()

    def _prescribe(self, event: Prescribe) -> None:
        number = len(self.plans) + 1
        version = self._version(event.asked, 1, self.today + event.asked.starts_in * A_DAY)
        self.plans.append(Plan(UUID(int=number), event.kind, (version,), (), None))

    def _changed(self, plan: Plan, event: Edit | SetPause | Resume | StopForSafety | Stop) -> Plan:
        match event:
            case Edit(_, asked, effective_in):
                number = len(plan.versions) + 1
                version = self._version(asked, number, self.today + effective_in * A_DAY)
                return replace(plan, versions=(*plan.versions, version))
            case SetPause(_, days):
                return replace(plan, pauses=self._paused(plan, days))
            case Resume():
                return replace(plan, pauses=tuple(map(self._ended, plan.pauses)))
            case StopForSafety():
                return replace(plan, pauses=(*plan.pauses, Pause(self.now, None, safety=True)))
            case Stop():
                return replace(plan, stopped_at=self.now)

    def _version(self, asked: Asked, number: int, effective_on: date) -> Version:
        timezone = self.history[-1].timezone if asked.fixed else None
        start_on = self.today + asked.starts_in * A_DAY
        schedule = Schedule(
            asked.times,
            asked.weekdays,
            asked.interval_weeks,
            start_on,
            None if asked.ends_in is None else start_on + asked.ends_in * A_DAY,
            timezone,
            asked.window_min,
            asked.nudges,
        )
        return Version(number, effective_on, self.now, schedule, asked.sets)

    def _paused(self, plan: Plan, days: int | None) -> tuple[Pause, ...]:
        until_at = None
        if days is not None:
            until_at = instant(self.today + days * A_DAY, time.min, zone(self.history[-1].timezone))
        if until_at is not None and until_at <= self.now:
            return plan.pauses
        running = [pause for pause in plan.pauses if self._is_open(pause) and not pause.safety]
        if running:
            said_again = [replace(pause, until_at=until_at) for pause in running]
            return (*(pause for pause in plan.pauses if pause not in running), *said_again)
        if paused_at(plan, self.now) is not None:
            return plan.pauses
        return (*plan.pauses, Pause(self.now, until_at, safety=False))

    def _is_open(self, pause: Pause) -> bool:
        return pause.until_at is None or pause.until_at > self.now

    def _ended(self, pause: Pause) -> Pause:
        if not self._is_open(pause):
            return pause
        return replace(pause, until_at=max(self.now, pause.from_at))

    def _log(self, event: PutLog) -> Key | None:
        slots = [
            slot
            for plan in self.plans
            for slot in duty_slots(plan, self.history, self.began_on, self.today)
        ]
        if not slots:
            return None
        key = key_of(slots[event.which % len(slots)])
        if event.outcome is None:
            self.logs.pop(key, None)
        else:
            self.logs[key] = LoggedOutcome(*key, event.outcome, None, event.sets_done)
        return key
