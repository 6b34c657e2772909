"""From the rows of a client's plan to what the rules take."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import chain
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload
from sqlalchemy.orm.attributes import set_committed_value

from api.care.calendars import Calendar, load_histories
from api.platform.http.fields import WEEKDAYS
from api.platform.many import among
from api.rules.instants import History, zone_in_history
from api.rules.plan.cues import Nudges
from api.rules.plan.plans import Pause, Plan, Schedule, Version
from api.rules.plan.schedules import Slot
from api.tables import ExcusedPeriod, Prescription, PrescriptionPause, PrescriptionVersion

WHOLE = (selectinload(Prescription.versions), selectinload(Prescription.pauses))
# Built once, and compiled once for any number of clients: today, adherence and every plan edit read
# these. A loader of relationships would build its statements anew for each request.
_OF_CLIENTS = among(Prescription.client_id)
_PRESCRIPTIONS = select(Prescription).where(_OF_CLIENTS).order_by(Prescription.id)
_VERSIONS = (
    select(PrescriptionVersion)
    .join(Prescription, Prescription.id == PrescriptionVersion.prescription_id)
    .where(_OF_CLIENTS)
    .order_by(PrescriptionVersion.number)
)
_PAUSES = (
    select(PrescriptionPause)
    .join(Prescription, Prescription.id == PrescriptionPause.prescription_id)
    .where(_OF_CLIENTS)
    .order_by(PrescriptionPause.from_at)
)
# Whoever waited for the client's lock may hold what they were before it.
_ANEW = {"populate_existing": True}
_EXCUSED = select(ExcusedPeriod.client_id, ExcusedPeriod.from_on, ExcusedPeriod.to_on).where(
    among(ExcusedPeriod.client_id)
)


@dataclass(frozen=True, slots=True)
class CarePlan(Calendar):
    """All a client was ever prescribed, and the zones she lived it in."""

    prescriptions: tuple[Prescription, ...]
    plans: tuple[Plan, ...]
    history: History
    excused_on: frozenset[date]

    @property
    def exercises(self) -> dict[UUID, str]:
        """The slug of each prescription's exercise."""
        return {row.id: row.exercise for row in self.prescriptions}

    def plan(self, prescription_id: UUID) -> Plan:
        """Return one prescription's plan."""
        return next(p for p in self.plans if p.prescription_id == prescription_id)

    def zone_of(self, slot: Slot) -> str:
        """Return the zone of a slot's wall time: that of its plan, or where the client is then."""
        version = self.plan(slot.prescription_id).versions[slot.version - 1]
        return version.schedule.timezone or zone_in_history(slot.due_at, self.history)


async def load_care_plan(session: AsyncSession, client_id: UUID) -> CarePlan:
    """Return a client's care plan (five queries, whatever its size)."""
    return (await load_care_plans(session, [client_id]))[client_id]


async def load_care_plans(
    session: AsyncSession, client_ids: Sequence[UUID]
) -> dict[UUID, CarePlan]:
    """Return the care plans of clients (five queries, however many they are)."""
    prescribed = await _load_prescribed(session, client_ids)
    lived = await load_histories(session, client_ids)
    excused_on = await load_excused(session, client_ids)
    return {
        each: CarePlan(
            tuple(prescribed[each]),
            tuple(map(to_plan, prescribed[each])),
            lived[each],
            frozenset(excused_on[each]),
        )
        for each in client_ids
    }


async def _load_prescribed(
    session: AsyncSession, client_ids: Sequence[UUID]
) -> defaultdict[UUID, list[Prescription]]:
    """Return the prescriptions of clients, each with its versions and pauses; three queries."""
    ids = {"ids": list(client_ids)}
    found: defaultdict[UUID, list[Prescription]] = defaultdict(list)
    versions: defaultdict[UUID, list[PrescriptionVersion]] = defaultdict(list)
    pauses: defaultdict[UUID, list[PrescriptionPause]] = defaultdict(list)
    for row in await session.scalars(_PRESCRIPTIONS, ids, execution_options=_ANEW):
        found[row.client_id].append(row)
    for version in await session.scalars(_VERSIONS, ids, execution_options=_ANEW):
        versions[version.prescription_id].append(version)
    for pause in await session.scalars(_PAUSES, ids, execution_options=_ANEW):
        pauses[pause.prescription_id].append(pause)
    for row in chain.from_iterable(found.values()):
        set_committed_value(row, "versions", versions[row.id])
        set_committed_value(row, "pauses", pauses[row.id])
    return found


async def load_excused(
    session: AsyncSession, client_ids: Collection[UUID]
) -> defaultdict[UUID, set[date]]:
    """Return the dates on which clients are excused; one query."""
    found: defaultdict[UUID, set[date]] = defaultdict(set)
    for client_id, from_on, to_on in await session.execute(_EXCUSED, {"ids": list(client_ids)}):
        days = range((to_on - from_on).days + 1)
        found[client_id].update(from_on + timedelta(days=day) for day in days)
    return found


def to_plan(row: Prescription) -> Plan:
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
        times=tuple(time.fromisoformat(at) for at in row.times),
        weekdays=frozenset(WEEKDAYS.index(day) for day in row.weekdays),
        interval_weeks=row.interval_weeks,
        start_on=row.start_on,
        end_on=row.end_on,
        timezone=row.fixed_timezone,
        window_min=row.window_min,
        nudges=_nudges(row),
    )
    return Version(row.number, row.effective_on, row.created_at, schedule, row.sets, row.remind)


def version_on(row: Prescription, day: date) -> PrescriptionVersion:
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
