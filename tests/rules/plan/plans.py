"""Ana's plans, small enough to read in a test."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from uuid import UUID

from api.rules.instants import ZoneSpan
from api.rules.plan.plans import Pause, Plan, Schedule, Version

STRETCH = UUID(int=1)
EVERY_DAY = frozenset(range(7))
LONG_AGO = datetime(1900, 1, 1, tzinfo=UTC)


def at(*args: int) -> datetime:
    return datetime(*args, tzinfo=UTC)


def living_in(*moves: tuple[str, datetime]) -> tuple[ZoneSpan, ...]:
    return tuple(ZoneSpan(name, since) for name, since in moves)


BERLIN = living_in(("Europe/Berlin", LONG_AGO))
IN_UTC = living_in(("UTC", LONG_AGO))


def schedule(*times: str, **changed: object) -> Schedule:
    daily = Schedule(
        tuple(time.fromisoformat(text) for text in times or ("08:00",)),
        EVERY_DAY,
        1,
        date(1900, 1, 1),
        None,
        None,
        120,
    )
    return replace(daily, **changed)


def version(asked: Schedule, number: int = 1, **changed: object) -> Version:
    return replace(Version(number, date(1900, 1, 1), LONG_AGO, asked, 3), **changed)


def plan(
    *versions: Version,
    id: UUID = STRETCH,
    kind: str = "stretch",
    pauses: tuple[Pause, ...] = (),
    stopped_at: datetime | None = None,
) -> Plan:
    return Plan(id, kind, versions or (version(schedule()),), pauses, stopped_at)
