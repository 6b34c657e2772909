"""What happened to clients and to what is prescribed to them: moves, excused dates, pauses."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Date, Select, Text, Uuid, cast, null, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import TypeEngine

from api.platform.base import Base, UtcDateTime
from api.platform.many import among
from api.platform.statements import fetch
from api.rules.instants import ZoneSpan
from api.rules.plan.plans import Shown
from api.tables import ExcusedPeriod, Log, Prescription, PrescriptionPause, ZoneChange

# What a row of one of the three tables tells; the others have no such column.
_WHAT: Mapping[str, TypeEngine[Any]] = {
    "prescription_id": Uuid(),
    "timezone": Text(),
    "from_at": UtcDateTime(),
    "until_at": UtcDateTime(),
    "safety": Boolean(),
    "created_by": Uuid(),
    "from_on": Date(),
    "to_on": Date(),
    "slot": Text(),
    "shown_at": UtcDateTime(),
}


# A log has its date as `from_on`.
_SHOWN = {"from_on": Log.local_date}


def _happened(table: type[Base], client_id: Any) -> Select[*tuple[Any, ...]]:
    of_table = _SHOWN if table is Log else {}
    what = (
        of_table.get(name, getattr(table, name, cast(null(), kind))).label(name)
        for name, kind in _WHAT.items()
    )
    return select(table.id, client_id, *what).select_from(table).where(among(client_id))


_HAPPENED = union_all(
    _happened(PrescriptionPause, Prescription.client_id).join(
        Prescription, Prescription.id == PrescriptionPause.prescription_id
    ),
    _happened(ZoneChange, ZoneChange.client_id),
    _happened(ExcusedPeriod, ExcusedPeriod.client_id),
    _happened(Log, Log.client_id).where(Log.shown_at.is_not(None), Log.undone.is_(False)),
).order_by("from_at", "id")
_EXCUSED = select(ExcusedPeriod.client_id, ExcusedPeriod.from_on, ExcusedPeriod.to_on).where(
    among(ExcusedPeriod.client_id)
)


@dataclass(frozen=True, slots=True)
class Lived:
    """What happened to clients and to their prescriptions: by their ids, in the order of time.

    Of a pause there are the columns, and no entity. `own_on` are the excused dates that the client
    said herself.
    """

    zones: dict[UUID, list[ZoneSpan]] = field(default_factory=lambda: defaultdict(list))
    excused_on: dict[UUID, set[date]] = field(default_factory=lambda: defaultdict(set))
    own_on: dict[UUID, set[date]] = field(default_factory=lambda: defaultdict(set))
    pauses: dict[UUID, list[PrescriptionPause]] = field(default_factory=lambda: defaultdict(list))
    shown: dict[UUID, set[Shown]] = field(default_factory=lambda: defaultdict(set))


async def load_lived(session: AsyncSession, client_ids: Collection[UUID]) -> Lived:
    """Return what happened to clients; one query."""
    lived = Lived()
    for row in await fetch(session, _HAPPENED, {"ids": list(client_ids)}):
        if row.timezone is not None:
            lived.zones[row.client_id].append(ZoneSpan(row.timezone, row.from_at))
        elif row.shown_at is not None:
            shown = Shown(row.from_on, row.slot, row.shown_at)
            lived.shown[row.prescription_id].add(shown)
        elif row.prescription_id is not None:
            lived.pauses[row.prescription_id].append(row)
        else:
            days = list(_dates(row.from_on, row.to_on))
            lived.excused_on[row.client_id].update(days)
            if row.created_by == row.client_id:
                lived.own_on[row.client_id].update(days)
    return lived


async def load_excused(
    session: AsyncSession, client_ids: Collection[UUID]
) -> defaultdict[UUID, set[date]]:
    """Return only the dates on which clients are excused; one query."""
    found: defaultdict[UUID, set[date]] = defaultdict(set)
    for client_id, from_on, to_on in await fetch(session, _EXCUSED, {"ids": list(client_ids)}):
        found[client_id].update(_dates(from_on, to_on))
    return found


def _dates(from_on: date, to_on: date) -> Iterable[date]:
    """Return the dates of an excused period, both ends included."""
    return (from_on + timedelta(days=day) for day in range((to_on - from_on).days + 1))
