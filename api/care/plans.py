"""From the rows of a client's plan to what the rules take."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from api.care.calendars import Calendar
from api.care.lived import Lived, load_lived
from api.platform.many import among
from api.platform.statements import fetch
from api.rules.instants import WEEKDAYS, History, zone_in_history
from api.rules.plan.cues import Nudges
from api.rules.plan.plans import Pause, Plan, Schedule, Version
from api.rules.plan.schedules import Slot
from api.tables import Prescription, PrescriptionPause, PrescriptionVersion

WHOLE = (selectinload(Prescription.versions), selectinload(Prescription.pauses))
# What all versions of a prescription share, in the order of `Prescribed`.
_SHARED = (
    Prescription.id.label("prescription_id"),
    Prescription.created_at.label("prescribed_at"),
    Prescription.client_id,
    Prescription.exercise,
    Prescription.kind,
    Prescription.stopped_at,
    Prescription.stop_reason,
    Prescription.back_unread,
)
_TABLE = PrescriptionVersion.__table__
_OF_VERSION = (each for each in _TABLE.columns if each.name not in ("id", "prescription_id"))
# Built once, and compiled once for any number of clients: today, adherence and every plan edit read
# these.
_VERSIONS = (
    select(*_SHARED, *_OF_VERSION)
    .join(PrescriptionVersion, PrescriptionVersion.prescription_id == Prescription.id)
    .where(among(Prescription.client_id))
    .order_by(Prescription.id, PrescriptionVersion.number)
)
_VERSIONS_OF_ONE = _VERSIONS.where(Prescription.id == bindparam("only"))


class Prescribed(NamedTuple):
    """A prescription as it is read, with the columns of its versions and pauses: no entity."""

    id: UUID
    created_at: datetime
    client_id: UUID
    exercise: str
    kind: str
    stopped_at: datetime | None
    stop_reason: str | None
    back_unread: bool
    versions: Sequence[PrescriptionVersion]
    pauses: Sequence[PrescriptionPause]


AnyPrescription = Prescription | Prescribed


@dataclass(frozen=True, slots=True)
class CarePlan(Calendar):
    """All a client was ever prescribed, and the zones she lived it in.

    Of the dates excused, `own_on` are those that she excused herself.
    """

    prescriptions: tuple[Prescribed, ...]
    plans: tuple[Plan, ...]
    history: History
    excused_on: frozenset[date]
    own_on: frozenset[date] = frozenset()

    @property
    def exercises(self) -> dict[UUID, str]:
        """The slug of each prescription's exercise."""
        return {row.id: row.exercise for row in self.prescriptions}

    def plan(self, prescription_id: UUID) -> Plan:
        """Return one prescription's plan."""
        return next(p for p in self.plans if p.prescription_id == prescription_id)

    def item(self, prescription_id: UUID) -> tuple[Prescribed, Plan] | None:
        """Return one prescription with its plan, None if she has no such item."""
        both = zip(self.prescriptions, self.plans, strict=True)
        return next((found for found in both if found[0].id == prescription_id), None)

    def zone_of(self, slot: Slot) -> str:
        """Return the zone of a slot's wall time: that of its plan, or where the client is then."""
        version = self.plan(slot.prescription_id).versions[slot.version - 1]
        return version.schedule.timezone or zone_in_history(slot.due_at, self.history)


async def load_care_plan(
    session: AsyncSession, client_id: UUID, only: UUID | None = None
) -> CarePlan:
    """Return a client's care plan, of it `only` one prescription (two queries at any size)."""
    if only is None:
        return (await load_care_plans(session, [client_id]))[client_id]
    versions = await fetch(session, _VERSIONS_OF_ONE, {"ids": [client_id], "only": only})
    return _care_plans([client_id], versions, await load_lived(session, [client_id]))[client_id]


async def load_care_plans(
    session: AsyncSession, client_ids: Sequence[UUID]
) -> dict[UUID, CarePlan]:
    """Return the care plans of clients (two queries, however many they are)."""
    versions = await fetch(session, _VERSIONS, {"ids": list(client_ids)})
    return _care_plans(client_ids, versions, await load_lived(session, client_ids))


def _care_plans(
    client_ids: Sequence[UUID], versions: Iterable[Any], lived: Lived
) -> dict[UUID, CarePlan]:
    prescribed = _prescribed(versions, lived.pauses)
    return {
        each: CarePlan(
            tuple(prescribed[each]),
            tuple(_plan(row, lived) for row in prescribed[each]),
            tuple(lived.zones[each]),
            frozenset(lived.excused_on[each]),
            frozenset(lived.own_on[each]),
        )
        for each in client_ids
    }


def _prescribed(
    versions: Iterable[Any], pauses: Mapping[UUID, Sequence[PrescriptionPause]]
) -> dict[UUID, list[Prescribed]]:
    """Return the prescriptions of each client, in the order of prescribing."""
    found: dict[UUID, list[Prescribed]] = defaultdict(list)
    for key, rows in groupby(versions, attrgetter("prescription_id")):
        of_it = tuple(rows)
        row = Prescribed._make((*of_it[0][: len(_SHARED)], of_it, pauses.get(key, ())))
        found[row.client_id].append(row)
    return found


def _plan(row: Prescribed, lived: Lived) -> Plan:
    plan, shown = to_plan(row), lived.shown.get(row.id)
    return replace(plan, shown=frozenset(shown)) if shown else plan


def to_plan(row: AnyPrescription) -> Plan:
    """Return a prescription, loaded with versions and pauses, as the rules take it."""
    return Plan(
        prescription_id=row.id,
        kind=row.kind,
        versions=tuple(map(to_version, row.versions)),
        pauses=_pauses(row.pauses),
        stopped_at=row.stopped_at,
    )


def to_version(row: PrescriptionVersion) -> Version:
    """Return one version as the rules take it."""
    schedule = Schedule(
        times=tuple(map(time.fromisoformat, row.times)),
        weekdays=frozenset(map(WEEKDAYS.index, row.weekdays)),
        interval_weeks=row.interval_weeks,
        start_on=row.start_on,
        end_on=row.end_on,
        timezone=row.fixed_timezone,
        window_min=row.window_min,
        nudges=_nudges(row),
    )
    return Version(row.number, row.effective_on, row.created_at, schedule, row.sets, row.remind)


def version_on(row: AnyPrescription, day: date) -> PrescriptionVersion:
    """Return the version in force on a date; before the first one begins, the first."""
    in_force = [version for version in row.versions if version.effective_on <= day]
    return in_force[-1] if in_force else row.versions[0]


def _nudges(row: PrescriptionVersion) -> Nudges | None:
    if row.nudges_per_day is None or row.nudges_from is None or row.nudges_to is None:
        return None
    return Nudges(row.nudges_per_day, row.nudges_from, row.nudges_to)


def is_open(pause: PrescriptionPause, now: datetime) -> bool:
    """Return whether a pause has not ended at an instant."""
    return pause.until_at is None or pause.until_at > now


def _pauses(rows: Iterable[PrescriptionPause]) -> tuple[Pause, ...]:
    return tuple(Pause(row.from_at, row.until_at, row.safety) for row in rows)
