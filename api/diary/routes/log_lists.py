"""Logs to read: what became of each slot, in the client's words."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from api import access
from api.access.deps import ClientMe, Now, Pages, Session, Therapist
from api.diary.logs import LogAnswers
from api.platform.http.bodies import JsonRoute
from api.platform.http.fields import Out
from api.platform.http.ranges import Range
from api.tables import Log

router = APIRouter(route_class=JsonRoute, prefix="/v1", tags=["logs"])


class LogPage(Out):
    items: list[LogAnswers]
    next_cursor: str | None


@router.get("/me/logs", operation_id="list_my_logs", response_model=LogPage)
async def list_my_logs(me: ClientMe, session: Session, span: Range, pages: Pages) -> LogPage:
    """List what became of my slots on a range of dates, newest first."""
    return await _list(session, select(Log).where(Log.client_id == me.id), span, pages)


@router.get("/clients/{client_id}/logs", operation_id="list_logs", response_model=LogPage)
async def list_logs(
    client_id: UUID,
    me: Therapist,
    session: Session,
    now: Now,
    span: Range,
    pages: Pages,
    prescription_id: Annotated[UUID | None, Query()] = None,
) -> LogPage:
    """List what became of a client's slots on a range of dates, newest first."""
    await access.client(session, client_id, me, now, "view logs")
    query = select(Log).where(Log.client_id == client_id)
    if prescription_id is not None:
        query = query.where(Log.prescription_id == prescription_id)
    return await _list(session, query, span, pages)


async def _list(session: AsyncSession, query: Select[Log], span: Range, pages: Pages) -> LogPage:
    """Return a page of the logs that were not undone."""
    query = query.where(Log.undone.is_(False))
    if span.from_on:
        query = query.where(Log.local_date >= span.from_on)
    if span.to_on:
        query = query.where(Log.local_date <= span.to_on)
    key = (Log.local_date, Log.slot, Log.id)
    rows = list(await session.scalars(pages.select(query, *key, newest_first=True)))
    shown, cursor = pages.cut(rows, lambda row: (row.local_date, row.slot, row.id))
    return LogPage(items=[LogAnswers.model_validate(row) for row in shown], next_cursor=cursor)
