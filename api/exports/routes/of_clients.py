"""/v1/clients/{id}/export: a copy of what is kept of a client, for her therapist."""

from uuid import UUID

from fastapi import APIRouter, Response

from api import access
from api.access.deps import Now, Session, Therapist
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

router = APIRouter(route_class=JsonRoute, prefix="/v1/clients/{client_id}", tags=["clients"])


@router.post(
    "/export",
    operation_id="ask_for_export",
    response_model=ExportOut,
    status_code=202,
    responses=ASKED,
)
async def ask_for_export(
    client_id: UUID, me: Therapist, session: Session, now: Now, response: Response
) -> ExportOut:
    """Have a copy made of what I may see of a client; she reads in her access log that I did."""
    await access.client(session, client_id, me, now, "ask for export")
    return say_when(await ask(session, client_id, me, now), response)


@router.get("/exports", operation_id="list_exports", response_model=ExportsOut)
async def list_exports_of_client(
    client_id: UUID, me: Therapist, session: Session, now: Now
) -> ExportsOut:
    """List the copies of a client that I asked for; those of 24 hours ago are gone."""
    await access.client(session, client_id, me, now, "view exports")
    return await list_exports(session, client_id, me, now)


@router.get("/exports/{export_id}", operation_id="get_export", response_model=ExportOut)
async def get_export(
    client_id: UUID,
    export_id: UUID,
    me: Therapist,
    session: Session,
    now: Now,
    response: Response,
) -> ExportOut:
    """Read whether a copy that I asked for is ready; `Retry-After` says when to ask again."""
    await access.client(session, client_id, me, now, "view exports")
    return say_when(await find(session, client_id, export_id, me, now), response)


@router.get(
    "/exports/{export_id}/archive",
    operation_id="download_export",
    response_class=Response,
    responses=ARCHIVE | NOT_READY,
)
async def download_export(
    client_id: UUID, export_id: UUID, me: Therapist, session: Session, now: Now
) -> Response:
    """Fetch a copy that I asked for; she reads in her access log that I did."""
    await access.client(session, client_id, me, now, "download export")
    export = await find(session, client_id, export_id, me, now)
    return await archive_of(session, export, now)
