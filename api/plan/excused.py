"""Excused periods: the bodies, what is refused, storing them, and how they are shown."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api import access
from api.access.callers import Caller
from api.care.calendars import load_zones
from api.library import Library
from api.library.codes import require_code
from api.platform.http.edits import Edit, PhonePatch
from api.platform.http.errors import Conflict, Invalid, NotFound
from api.platform.http.fields import Code, In, Instant, LocalDate, Out, PhoneIn
from api.platform.http.paging import Paging
from api.platform.http.uploads import SentAt
from api.platform.ids import new_id
from api.platform.settings import Settings
from api.reminders.planning import replan
from api.rules.instants import local_date_in_history
from api.rules.plan.excused import (
    CLIENT,
    THERAPIST,
    Reach,
    Said,
    is_over,
    refused_end,
    refused_period,
)
from api.rules.uploads import Stamps
from api.tables import ExcusedPeriod


class Period(BaseModel):
    """Local dates, both included, and why nothing is due on them."""

    from_on: Annotated[LocalDate, Field(alias="from", examples=["2026-03-09"])]
    to_on: Annotated[LocalDate, Field(alias="to", examples=["2026-03-13"])]
    reason: Annotated[Code, Field(examples=["sick"])]


class ExcusedIn(Period, In):
    """At most 92 dates, from 92 days ago until 366 days from now, both included."""


class MyExcusedIn(Period, PhoneIn):
    """At most 92 dates, from yesterday until 92 days from now, both included.

    With `recorded_at`, yesterday is the day before that instant: what she said without
    a network may arrive up to 92 days later.
    """

    recorded_at: Instant | None = None
    sent_at: SentAt = None


class ExcusedOut(Out):
    """`by`: who said so, `client` or `therapist`."""

    id: UUID
    from_on: date = Field(serialization_alias="from")
    to_on: date = Field(serialization_alias="to")
    reason: str
    by: str
    created_at: datetime


class MyExcusedPatch(PhonePatch):
    """Only what is sent changes; `from` stays, so that no day is lost that is over already."""

    shows = ExcusedOut

    to_on: Annotated[LocalDate | None, Field(alias="to", examples=["2026-03-11"])] = None
    reason: Code | None = None
    recorded_at: Instant | None = None
    sent_at: SentAt = None


async def excuse(
    session: AsyncSession,
    me: Caller,
    client_id: UUID,
    body: ExcusedIn,
    now: datetime,
    library: Library,
    config: Settings,
) -> tuple[ExcusedOut, bool]:
    """Excuse a client in my care from some days, and tell whether that is new."""
    await access.client(session, client_id, me, now, "excuse client", lock=True)
    require_code(library, "excuse_reasons", body.reason, "/reason")
    row, is_new = await store(session, client_id, body, me.id, THERAPIST, now)
    if is_new:
        await replan(session, client_id, now, config.reminder_spread_s)
    return show_excused(row), is_new


async def remove(
    session: AsyncSession,
    me: Caller,
    client_id: UUID,
    excused_id: UUID,
    now: datetime,
    config: Settings,
) -> ExcusedOut:
    """Remove an excused period of a client in my care, whoever made it: its days are due again."""
    await access.client(session, client_id, me, now, "remove excused days", lock=True)
    row = await access.fetch(session, ExcusedPeriod, excused_id, me, now)
    if row.client_id != client_id:
        raise NotFound
    await session.delete(row)
    await replan(session, client_id, now, config.reminder_spread_s)
    return show_excused(row)


async def store(
    session: AsyncSession,
    client_id: UUID,
    body: Period,
    by: UUID,
    reach: Reach,
    now: datetime,
    id: UUID | None = None,
) -> tuple[ExcusedPeriod, bool]:
    """Store a period; return its row and whether it is new: the same one again changes nothing.

    `id` is that of a phone, which is new.
    """
    told = {"client_id": client_id, **body.model_dump(include=set(Period.model_fields))}
    stored = await session.scalar(select(ExcusedPeriod).filter_by(**told))
    if stored is not None:
        return stored, False
    said = await _said(session, client_id, body if isinstance(body, MyExcusedIn) else None, now)
    _require(refused_period(body.from_on, body.to_on, said, reach))
    await _require_free(session, client_id, body.from_on, body.to_on)
    row = ExcusedPeriod(id=id or new_id(), created_at=now, created_by=by, **told)
    session.add(row)
    return row, True


async def edit(
    session: AsyncSession, row: ExcusedPeriod, body: Edit[MyExcusedPatch], now: datetime
) -> bool:
    """Give a period another end or reason, and tell whether that changed anything.

    Refuses what is over, what would change a date that was read in figures already, and dates that
    another period excuses.
    """
    patch = body.of(show_excused(row))
    changes = patch.model_dump(include={"to_on", "reason"}, exclude_none=True)
    if not changes:
        return False
    said = await _said(session, row.client_id, patch, now)
    if is_over(row.to_on, said):
        raise _over("change")
    if "to_on" in changes:
        to_on = changes["to_on"]
        _require(refused_end(row.from_on, row.to_on, to_on, said, CLIENT))
        await _require_free(session, row.client_id, row.from_on, to_on, but=row.id)
    for name, new in changes.items():
        setattr(row, name, new)
    await session.flush()
    return True


async def remove_my_own(
    session: AsyncSession, excused_id: UUID, me: Caller, now: datetime
) -> ExcusedPeriod:
    """Remove a period of a client, by herself and under her lock; a replan is still needed."""
    row = await access.fetch(session, ExcusedPeriod, excused_id, me, now)
    await require_removable(session, row, now)
    await session.delete(row)
    return row


async def require_removable(session: AsyncSession, row: ExcusedPeriod, now: datetime) -> None:
    """Refuse to remove a period that ended before the client's yesterday."""
    said = await _said(session, row.client_id, None, now)
    if is_over(row.to_on, said):
        raise _over("remove")


def _over(verb: str) -> Conflict:
    title = f"This period is over. Only your therapist can {verb} it now."
    return Conflict(code="excused_period_over", title=title)


async def _said(
    session: AsyncSession, client_id: UUID, body: MyExcusedIn | MyExcusedPatch | None, now: datetime
) -> Said:
    """Return the client's date now, and the one on which her phone recorded what she says."""
    history = await load_zones(session, client_id)
    recorded_at = now
    if body is not None and body.recorded_at is not None:
        recorded_at = Stamps(body.recorded_at, body.sent_at, now, None).corrected_at
    return Said(local_date_in_history(now, history), local_date_in_history(recorded_at, history))


def _require(refused: tuple[str, str] | None) -> None:
    if refused:
        field, code = refused
        raise Invalid(f"/{field}", code, "These dates cannot be excused.")


async def _require_free(
    session: AsyncSession, client_id: UUID, from_on: date, to_on: date, but: UUID | None = None
) -> None:
    """Refuse dates that are excused already, by another period than `but`."""
    shared = select(ExcusedPeriod.id).where(
        ExcusedPeriod.client_id == client_id,
        ExcusedPeriod.from_on <= to_on,
        ExcusedPeriod.to_on >= from_on,
    )
    if but is not None:
        shared = shared.where(ExcusedPeriod.id != but)
    if await session.scalar(shared.limit(1)) is not None:
        raise Conflict(code="already_excused", title="Some of these dates are excused already.")


async def page_of(
    session: AsyncSession, client_id: UUID, pages: Paging
) -> tuple[list[ExcusedOut], str | None]:
    """Return a page of a client's excused periods, newest first, and the cursor of the next."""
    query = select(ExcusedPeriod).where(ExcusedPeriod.client_id == client_id)
    query = pages.select(query, ExcusedPeriod.id, newest_first=True)
    rows = list(await session.scalars(query))
    shown, cursor = pages.cut(rows, lambda row: (row.id,))
    return [show_excused(row) for row in shown], cursor


def show_excused(row: ExcusedPeriod) -> ExcusedOut:
    """Return an excused period as client and therapist see it."""
    return ExcusedOut(
        id=row.id,
        from_on=row.from_on,
        to_on=row.to_on,
        reason=row.reason,
        by="client" if row.created_by == row.client_id else "therapist",
        created_at=row.created_at,
    )
