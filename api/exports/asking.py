"""Asking for a copy of a client's data, and fetching it: by who asked for it, and nobody else."""

from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from fastapi import Response
from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from api import access
from api.access.callers import Caller
from api.platform.db import insert_into
from api.platform.http.errors import Conflict, NotFound, TooManyAttempts
from api.platform.http.fields import Out
from api.platform.ids import new_id
from api.tables import Export, ExportArchive

KEPT = timedelta(hours=24)
# How many each may ask for within that time, of one client.
MOST = 10
# When to ask again whether it is ready.
AGAIN_S = 3
READY, UNDER_WAY = "ready", ("waiting", "making")
State = Literal["waiting", "making", "ready", "failed"]


class ExportUnderWay(TooManyAttempts):
    code = "export_under_way"
    title = "A copy is being made already. Wait until it is ready, or has failed."


class TooManyExports(TooManyAttempts):
    code = "too_many_exports"
    title = f"You asked for {MOST} copies within a day. Fetch one of them, or wait."


class ExportNotReady(Conflict):
    code = "export_not_ready"
    title = "This copy is not ready. Its state says whether it still comes."


class ExportOut(Out):
    """A copy of a client's data. Once it is `ready`, its archive can be fetched until it expires.

    One that `failed` is not made again by itself: ask anew.
    """

    id: UUID
    state: State
    expires_at: datetime


class ExportsOut(Out):
    items: list[ExportOut]


async def ask(session: AsyncSession, client_id: UUID, me: Caller, now: datetime) -> ExportOut:
    """Have a copy made, if none is under way; noted in the audit."""
    asked = list(await session.scalars(select(Export).where(*_mine(client_id, me, now))))
    if len(asked) >= MOST:
        wait = min(each.created_at for each in asked) + KEPT - now
        raise TooManyExports(retry_after_s=max(1, int(wait.total_seconds())))
    values = {"id": new_id(), "created_at": now, "client_id": client_id, "asked_by": me.id}
    values |= {"state": "waiting", "expires_at": now + KEPT}
    # Of two at once, the index lets one in.
    added = insert_into(session, Export).values(attempts=0, **values).on_conflict_do_nothing()
    if (await session.execute(added.returning(Export.id))).first() is None:
        raise ExportUnderWay(retry_after_s=AGAIN_S)
    return ExportOut.model_validate(values)


async def list_exports(
    session: AsyncSession, client_id: UUID, me: Caller, now: datetime
) -> ExportsOut:
    """Return what I asked for and has not expired, the newest first."""
    newest = select(Export).where(*_mine(client_id, me, now)).order_by(Export.id.desc())
    rows = await session.scalars(newest)
    return ExportsOut(items=[ExportOut.model_validate(row) for row in rows])


async def find(
    session: AsyncSession, client_id: UUID, export_id: UUID, me: Caller, now: datetime
) -> ExportOut:
    """Return one that I asked for; NotFound once it has expired."""
    row = await access.fetch(session, Export, export_id, me, now)
    if (row.client_id, row.asked_by) != (client_id, me.id) or row.expires_at <= now:
        raise NotFound
    return ExportOut.model_validate(row)


async def archive_of(session: AsyncSession, export: ExportOut, now: datetime) -> Response:
    """Return the answer that is the archive of an export; ExportNotReady as long as it is not."""
    if export.state != READY:
        again_s = AGAIN_S if export.state in UNDER_WAY else None
        raise ExportNotReady(retry_after_s=again_s)
    content = select(ExportArchive.content).where(ExportArchive.export_id == export.id)
    found = await session.scalar(content)
    if found is None:
        raise NotFound
    headers = {
        "Content-Disposition": f'attachment; filename="copy-{now:%Y-%m-%d}.zip"',
        "Cache-Control": "no-store",
    }
    return Response(found, media_type="application/zip", headers=headers)


def say_when(export: ExportOut, response: Response) -> ExportOut:
    """Say in the headers of an answer when to ask again, if it is worth it."""
    if export.state in UNDER_WAY:
        response.headers["Retry-After"] = str(AGAIN_S)
    return export


def _mine(client_id: UUID, me: Caller, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return Export.client_id == client_id, Export.asked_by == me.id, Export.expires_at > now
