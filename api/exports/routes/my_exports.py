"""/v1/me/export: a copy of all that is kept of me."""

from uuid import UUID

from fastapi import APIRouter, Response

from api import access
from api.access.deps import ClientMe, Now, Session
from api.exports.answers import ARCHIVE, ASKED, NOT_READY
from api.exports.asking import (
    ExportOut,
    ExportsOut,
    archive_of,
    ask,
    find,
    list_exports,
    say_when,
)
from api.platform.http.bodies import JsonRoute

router = APIRouter(route_class=JsonRoute, prefix="/v1/me", tags=["me"])


@router.post(
    "/export",
    operation_id="ask_for_my_export",
    response_model=ExportOut,
    status_code=202,
    responses=ASKED,
)
async def ask_for_my_export(
    me: ClientMe, session: Session, now: Now, response: Response
) -> ExportOut:
    """Have a copy made of all that is kept of me; it takes seconds, and is kept for 24 hours."""
    access.note(session, me, now, "ask for export", me.id)
    return say_when(await ask(session, me.id, me, now), response)


@router.get("/exports", operation_id="list_my_exports", response_model=ExportsOut)
async def list_my_exports(me: ClientMe, session: Session, now: Now) -> ExportsOut:
    """List the copies that I asked for, the newest first; those of 24 hours ago are gone."""
    return await list_exports(session, me.id, me, now)


@router.get("/exports/{export_id}", operation_id="get_my_export", response_model=ExportOut)
async def get_my_export(
    export_id: UUID, me: ClientMe, session: Session, now: Now, response: Response
) -> ExportOut:
    """Read whether my copy is ready; `Retry-After` says when to ask again."""
    return say_when(await find(session, me.id, export_id, me, now), response)


@router.get(
    "/exports/{export_id}/archive",
    operation_id="download_my_export",
    response_class=Response,
    responses=ARCHIVE | NOT_READY,
)
async def download_my_export(export_id: UUID, me: ClientMe, session: Session, now: Now) -> Response:
    """Fetch my copy: a zip with a page to read, all data as JSON, series as CSV, and FHIR."""
    export = await find(session, me.id, export_id, me, now)
    return await archive_of(session, export, now)
