"""What a date's check-in says, and what it said before it was changed."""

from collections.abc import Iterator
from datetime import UTC, datetime
from datetime import date as calendar_date
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from api import access
from api.access.deps import ClientMe, Now, Pages, Session, Therapist
from api.diary.check_ins import CheckInAnswers
from api.platform.http.bodies import JsonRoute
from api.platform.http.errors import NotFound
from api.platform.http.fields import LocalDate, Out
from api.platform.http.paging import Paging
from api.tables import CheckIn, EarlierUpload

router = APIRouter(route_class=JsonRoute, prefix="/v1", tags=["check-ins"])
# The list begins with the newest.
FIRST = datetime(9999, 1, 1, tzinfo=UTC)


class CheckInEntry(Out):
    """One set of answers of a date; `current` is true of the one that holds."""

    recorded_at: datetime
    received_at: datetime
    current: bool
    answers: CheckInAnswers


class CheckInHistory(Out):
    items: list[CheckInEntry]
    next_cursor: str | None


@router.get(
    "/me/check-ins/{date}/history",
    operation_id="list_my_check_in_history",
    response_model=CheckInHistory,
)
async def list_my_check_in_history(
    date: LocalDate, me: ClientMe, session: Session, pages: Pages
) -> CheckInHistory:
    """List what I answered for a date: what holds, then what it replaced, newest first."""
    return await _history(session, me.id, date, pages)


@router.get(
    "/clients/{client_id}/check-ins/{date}/history",
    operation_id="list_check_in_history",
    response_model=CheckInHistory,
)
async def list_check_in_history(
    client_id: UUID, date: LocalDate, me: Therapist, session: Session, now: Now, pages: Pages
) -> CheckInHistory:
    """List what a client answered for a date: what holds, then what it replaced, newest first."""
    await access.client(session, client_id, me, now, "view check-in history")
    return await _history(session, client_id, date, pages)


async def _history(
    session: AsyncSession, client_id: UUID, on: calendar_date, pages: Paging
) -> CheckInHistory:
    row = await session.scalar(select(CheckIn).filter_by(client_id=client_id, on_date=on))
    if row is None:
        raise NotFound(code="no_check_in", title="There is no check-in on this date.")
    order = (EarlierUpload.ordered_at, EarlierUpload.digest, EarlierUpload.id)
    query = pages.select(select(EarlierUpload).where(*_replaced(row)), *order, newest_first=True)
    edits = await session.scalars(query)
    holds = [] if row.undone or pages.after is not None else [row]
    shown, cursor = pages.cut([*holds, *edits], _place)
    return CheckInHistory(items=[_entry(each) for each in shown], next_cursor=cursor)


def _place(row: Any) -> tuple[datetime, str, UUID]:
    """Return where an entry stands in the list, in which what holds comes first of all."""
    return FIRST if isinstance(row, CheckIn) else row.ordered_at, row.digest, row.id


def _replaced(row: CheckIn) -> Iterator[ColumnElement[bool]]:
    """Yield the conditions of what a check-in said before, without what only took back."""
    yield EarlierUpload.client_id == row.client_id
    yield EarlierUpload.subject_id == row.id
    yield EarlierUpload.kind == CheckIn.__tablename__
    yield EarlierUpload.answers.is_not(None)


def _entry(row: Any) -> CheckInEntry:
    current = isinstance(row, CheckIn)
    return CheckInEntry(
        recorded_at=row.recorded_at,
        received_at=row.received_at,
        current=current,
        answers=CheckInAnswers.model_validate(row if current else row.answers),
    )
