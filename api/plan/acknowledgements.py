"""Which changes of her plan a client has acknowledged, and which are still to be shown to her."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, NamedTuple
from uuid import UUID

from pydantic import ConfigDict, Field
from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from api import access
from api.access.callers import Caller
from api.care.plans import CarePlan, Prescribed
from api.library import Library, PlanChangeKind
from api.plan.changes import ChangeOut, show_changes
from api.plan.prescriptions import show_exercise
from api.platform.http.errors import Invalid
from api.platform.http.fields import Out, PhoneIn
from api.platform.statements import fetch
from api.tables import Acknowledgement, Prescription


class Acknowledged(NamedTuple):
    """What a home screen needs of an acknowledgement: up to which version she has read."""

    prescription_id: UUID
    number: int
    covers_stop: bool


Read = Sequence[Acknowledgement] | Sequence[Acknowledged]
# Built once: every home screen reads it. In the order of an Acknowledged.
_READ = select(*(getattr(Acknowledgement, name) for name in Acknowledged._fields)).where(
    Acknowledgement.client_id == bindparam("client")
)


class AcknowledgementOut(Out):
    """A prescription that is new, changed or stopped since the client last said she read it.

    It is new again if she read that it was stopped, and the stop was taken back.
    `changes` go from the version she read last to this one; `effective_on` is when it counts.
    """

    prescription_id: UUID
    version: int
    kind: PlanChangeKind
    exercise: str
    name: str
    effective_on: date
    changes: list[ChangeOut]
    text: str


class AcknowledgementIn(PhoneIn):
    """A version as the home screen showed it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"prescription_id": "019cacf1-20d0-7c5a-8f04-5f6b1c2d3e4f", "version": 2}]
        }
    )

    prescription_id: UUID
    version: Annotated[int, Field(strict=True)]


async def acknowledge_version(
    session: AsyncSession, body: AcknowledgementIn, me: Caller, now: datetime
) -> tuple[datetime, bool]:
    """Note what a client says she read; return when she first read it, and whether that is news."""
    versions = selectinload(Prescription.versions)
    # Locked, so that the same said twice at once is written once.
    row = await access.fetch(
        session, Prescription, body.prescription_id, me, now, versions, lock=True
    )
    return await note_read(session, row, body.version, now)


async def load_read(
    session: AsyncSession, client_id: UUID
) -> Mapping[UUID, Sequence[Acknowledged]]:
    """Return a client's acknowledgements, by prescription."""
    found: dict[UUID, list[Acknowledged]] = defaultdict(list)
    for row in await fetch(session, _READ, {"client": client_id}):
        found[row.prescription_id].append(Acknowledged(*row))
    return found


async def load_read_of(session: AsyncSession, prescription_id: UUID) -> Sequence[Acknowledgement]:
    """Return the acknowledgements of one prescription."""
    of_it = select(Acknowledgement).where(Acknowledgement.prescription_id == prescription_id)
    return list(await session.scalars(of_it.order_by(Acknowledgement.id)))


def read_at(read: Sequence[Acknowledgement], version: int) -> datetime | None:
    """Return when this version, or a later one, was first acknowledged; None if neither was."""
    return min((each.created_at for each in read if each.number >= version), default=None)


def last_read(read: Read) -> int:
    """Return the number of the latest acknowledged version, 0 for none."""
    return max((each.number for each in read), default=0)


def knows_of_stop(read: Read) -> bool:
    """Return whether the client acknowledged that the prescription was stopped."""
    return any(each.covers_stop for each in read)


async def note_read(
    session: AsyncSession, row: Prescription, version: int, now: datetime
) -> tuple[datetime, bool]:
    """Note that a version was read, with all before it; with the newest one the stop as well.

    Returns when it was first read, and whether that was news. The prescription is locked.
    """
    if version not in {each.number for each in row.versions}:
        raise Invalid("/version", "unknown_version", "There is no such version.")
    read, is_newest = await load_read_of(session, row.id), version == row.versions[-1].number
    covers_stop = row.stopped_at is not None and is_newest
    is_said = version <= last_read(read) and (not covers_stop or knows_of_stop(read))
    is_back = row.back_unread and row.stopped_at is None and is_newest
    if is_back:
        row.back_unread = False
    if not is_said:
        session.add(_said(row, version, now, covers_stop=covers_stop))
    return read_at(read, version) or now, is_back or not is_said


async def forget_stop(session: AsyncSession, row: Prescription) -> None:
    """Have a stop that is taken back count as never read, and tell who read it of its return."""
    read = await load_read_of(session, row.id)
    versions = {each.number for each in read if not each.covers_stop}
    for each in read:
        if not each.covers_stop:
            continue
        row.back_unread = True
        if each.number in versions:
            await session.delete(each)
        else:
            each.covers_stop = False


def still_unread(
    care: CarePlan, read: Mapping[UUID, Sequence[Acknowledged]], library: Library, language: str
) -> list[AcknowledgementOut]:
    """Return what the client has not acknowledged yet, in the order of prescribing."""
    found = []
    for row in care.prescriptions:
        of_it = read.get(row.id, ())
        kind = _kind(row, of_it, care)
        if kind is None:
            continue
        shown = _shown(row, kind, of_it, care, library, language)
        # An edit that was reverted, or that only the therapist sees, is not shown to the client.
        if shown.changes or kind != "changed":
            found.append(shown)
    return found


def _kind(row: Prescribed, read: Read, care: CarePlan) -> PlanChangeKind | None:
    last = last_read(read)
    if row.stopped_at is not None:
        # A prescription stopped before it began and before the client saw it is not shown to her.
        had_begun = row.versions[0].effective_on <= care.date_of(row.stopped_at)
        return "stopped" if (last or had_begun) and not knows_of_stop(read) else None
    if row.back_unread:
        return "new"
    if last == row.versions[-1].number:
        return None
    return "changed" if last else "new"


def _shown(
    row: Prescribed,
    kind: PlanChangeKind,
    read: Read,
    care: CarePlan,
    library: Library,
    language: str,
) -> AcknowledgementOut:
    newest, changes = row.versions[-1], []
    if kind == "changed":
        changes = show_changes(row.versions[last_read(read) - 1], newest, library, language)
    name = show_exercise(row, newest, library, language).name
    return AcknowledgementOut(
        prescription_id=row.id,
        version=newest.number,
        kind=kind,
        exercise=row.exercise,
        name=name,
        effective_on=care.date_of(row.stopped_at) if row.stopped_at else newest.effective_on,
        changes=changes,
        text=library.plan_change_texts(language).headline(kind, name),
    )


def _said(row: Prescription, version: int, now: datetime, *, covers_stop: bool) -> Acknowledgement:
    return Acknowledgement(
        created_at=now,
        client_id=row.client_id,
        prescription_id=row.id,
        number=version,
        covers_stop=covers_stop,
    )
