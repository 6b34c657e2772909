"""What a brief tells besides figures, read at once: sessions, notes, weeks, goals, stops."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    Boolean,
    Date,
    Integer,
    Select,
    Text,
    Uuid,
    bindparam,
    cast,
    literal_column,
    null,
    select,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import TypeEngine

from api.platform.base import Base, Json, UtcDateTime
from api.platform.many import among
from api.platform.statements import fetch
from api.tables import (
    Appointment,
    CheckIn,
    Feedback,
    Goal,
    Intake,
    Log,
    Prescription,
    PrescriptionPause,
    SafetyEvent,
    WeeklyCheckIn,
)

# What the rows tell, by the names of their tables; null in a row whose table has no such column.
_WHAT: Mapping[str, TypeEngine[Any]] = {
    "id": Uuid(),
    "appointment_id": Uuid(),
    "prescription_id": Uuid(),
    "resumed_by": Uuid(),
    "created_at": UtcDateTime(),
    "recorded_at": UtcDateTime(),
    "ordered_at": UtcDateTime(),
    "from_at": UtcDateTime(),
    "until_at": UtcDateTime(),
    "on_date": Date(),
    "local_date": Date(),
    "monday": Date(),
    "set_on": Date(),
    "ended_on": Date(),
    "slot": Text(),
    "outcome": Text(),
    "kind": Text(),
    "code": Text(),
    "level": Text(),
    "state": Text(),
    "text": Text(),
    "reason": Text(),
    "pressure": Text(),
    "note": Text(),
    "resume_note": Text(),
    "safety": Boolean(),
    "findings": Json,
    "rom": Json,
    "soreness": Json,
    "conditions": Json,
    "contraindications": Json,
    "evidence": Json,
    "goals": Json,
    "earlier_texts": Json,
    "energy": Integer(),
    "days_in_bed": Integer(),
    "pain_interference": Integer(),
    "enjoyment": Integer(),
    "overall_change": Integer(),
}
WEEKLY = ("energy", "days_in_bed", "pain_interference", "enjoyment", "overall_change")
Rows = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Extent:
    """Which facts to read: of these sessions, on these dates, as known at `until_at`.

    Notes count from `since_on`, stops from `from_on` and pauses that had not ended at `from_at`;
    all up to `as_of`. Weeks and goals are all there are: goals are rated over episodes.
    """

    client_id: UUID
    ids: Collection[UUID]
    since_on: date
    from_on: date
    from_at: datetime
    as_of: date
    until_at: datetime


@dataclass(frozen=True, slots=True)
class Facts:
    """The rows by their tables, each in no order; `intake` is the newest one by then."""

    sessions: Rows
    feedback: Rows
    check_in_notes: Rows
    log_notes: Rows
    weeks: Rows
    goals: Rows
    events: Rows
    pauses: Rows
    intake: Any | None


async def load_facts(session: AsyncSession, extent: Extent, items: Collection[UUID]) -> Facts:
    """Return the facts asked for, of these prescriptions; one query.

    What was prescribed since they were read is left out.
    """
    found: defaultdict[str, list[Any]] = defaultdict(list)
    values = {name: getattr(extent, name) for name in Extent.__slots__}
    for row in await fetch(session, _FACTS, values):
        if row.prescription_id is None or row.prescription_id in items:
            found[row.told].append(row)
    return Facts(
        sessions=found["session"],
        feedback=found["feedback"],
        check_in_notes=found["check_in"],
        log_notes=found["log"],
        weeks=found["week"],
        goals=found["goal"],
        events=found["event"],
        pauses=found["pause"],
        intake=next(iter(found["intake"]), None),
    )


def _rows(told: str, table: type[Base], *which: Any) -> Select[*tuple[Any, ...]]:
    what = (getattr(table, name, cast(null(), kind)).label(name) for name, kind in _WHAT.items())
    return select(literal_column(f"'{told}'", Text()).label("told"), *what).where(*which)


def _of_her(table: Any) -> Any:
    return table.client_id == bindparam("client_id")


def _newest_intake() -> Select[*tuple[Any, ...]]:
    known = _rows("intake", Intake, _of_her(Intake), Intake.created_at <= bindparam("until_at"))
    newest = known.order_by(Intake.number.desc()).limit(1).subquery()
    return select(*newest.c)


_BY_THEN: BindParameter[Any] = bindparam("as_of")
# Built once.
_FACTS = union_all(
    _rows("session", Appointment, among(Appointment.id)),
    _rows("feedback", Feedback, among(Feedback.appointment_id)),
    _rows(
        "check_in",
        CheckIn,
        _of_her(CheckIn),
        CheckIn.answered,
        CheckIn.on_date.between(bindparam("since_on"), _BY_THEN),
        CheckIn.note != "",
    ),
    _rows(
        "log",
        Log,
        _of_her(Log),
        Log.undone.is_(False),
        Log.local_date.between(bindparam("since_on"), _BY_THEN),
        Log.note != "",
    ),
    _rows(
        "week",
        WeeklyCheckIn,
        _of_her(WeeklyCheckIn),
        WeeklyCheckIn.answered,
        WeeklyCheckIn.monday <= _BY_THEN,
    ),
    _rows("goal", Goal, _of_her(Goal), Goal.set_on <= _BY_THEN),
    _rows(
        "event",
        SafetyEvent,
        _of_her(SafetyEvent),
        SafetyEvent.on_date.between(bindparam("from_on"), _BY_THEN),
    ),
    _rows(
        "pause",
        PrescriptionPause,
        Prescription.id == PrescriptionPause.prescription_id,
        _of_her(Prescription),
        PrescriptionPause.from_at <= bindparam("until_at"),
        PrescriptionPause.until_at.is_(None) | (PrescriptionPause.until_at > bindparam("from_at")),
    ),
    _newest_intake(),
)
