"""Excused periods: the bodies, what is refused, storing them, and how they are shown."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.care.calendars import load_today
from api.library import Library
from api.library.codes import require_code
from api.platform.http.errors import Conflict, Invalid
from api.platform.http.fields import Code, In, LocalDate, Out, PhoneIn
from api.platform.http.paging import Paging
from api.platform.ids import new_id
from api.rules.plan.excused import Reach, refused_period
from api.tables import ExcusedPeriod


class Period(BaseModel):
    """Local dates, both included, and why nothing is due on them."""

    from_on: Annotated[LocalDate, Field(alias="from", examples=["2026-03-09"])]
    to_on: Annotated[LocalDate, Field(alias="to", examples=["2026-03-13"])]
    reason: Annotated[Code, Field(examples=["sick"])]


class ExcusedIn(Period, In):
    """At most 92 dates, from 92 days ago until 366 days from now, both included."""


class MyExcusedIn(Period, PhoneIn):
    """At most 92 dates, from yesterday until 92 days from now, both included."""


class ExcusedOut(Out):
    """`by`: who said so, `client` or `therapist`."""

    id: UUID
    from_on: date = Field(serialization_alias="from")
    to_on: date = Field(serialization_alias="to")
    reason: str
    by: str
    created_at: datetime


async def store(
    session: AsyncSession,
    client_id: UUID,
    body: Period,
    by: UUID,
    reach: Reach,
    library: Library,
    now: datetime,
) -> tuple[ExcusedPeriod, bool]:
    """Store a period; return its row and whether it is new: the same one again changes nothing."""
    told = {"client_id": client_id, **body.model_dump()}
    stored = await session.scalar(select(ExcusedPeriod).filter_by(**told))
    if stored is not None:
        return stored, False
    await _require_possible(session, client_id, body, reach, library, now)
    row = ExcusedPeriod(id=new_id(), created_at=now, created_by=by, **told)
    session.add(row)
    return row, True


async def _require_possible(
    session: AsyncSession,
    client_id: UUID,
    body: Period,
    reach: Reach,
    library: Library,
    now: datetime,
) -> None:
    """Refuse an unknown reason, dates outside `reach`, and dates that are already excused."""
    require_code(library, "excuse_reasons", body.reason, "/reason")
    today = await load_today(session, client_id, now)
    refused = refused_period(body.from_on, body.to_on, today, reach)
    if refused:
        field, code = refused
        raise Invalid(f"/{field}", code, "These dates cannot be excused.")
    shared = select(ExcusedPeriod.id).where(
        ExcusedPeriod.client_id == client_id,
        ExcusedPeriod.from_on <= body.to_on,
        ExcusedPeriod.to_on >= body.from_on,
    )
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
