"""/clients/{id}/copy: a copy of a client's data, asked for and fetched by her therapist."""

from uuid import UUID

from fastapi import APIRouter, Response

from api import access
from api.access.deps import Now, Session
from api.exports.asking import archive_of, ask, find, list_exports
from api.pages.about import about
from api.pages.deps import Sent, Shown, Therapist
from api.pages.page_routes import PageRoute, see

router = APIRouter(route_class=PageRoute, prefix="/clients/{client_id}", include_in_schema=False)


@router.get("/copy")
async def show_copies(
    client_id: UUID, me: Therapist, page: Shown, session: Session, now: Now
) -> Response:
    """Show the copies that I asked for, and the button that asks for one."""
    await access.client(session, client_id, me, now, "view exports")
    copies = await list_exports(session, client_id, me, now)
    return page.render(
        "copies.html", client=await about(session, client_id, now), copies=copies.items
    )


@router.post("/copy")
async def ask_for_copy(
    client_id: UUID, me: Therapist, _: Sent, session: Session, now: Now
) -> Response:
    """Have a copy made of what I may see of a client."""
    await access.client(session, client_id, me, now, "ask for export")
    await ask(session, client_id, me, now)
    return see(f"/clients/{client_id}/copy")


@router.get("/copy/{copy_id}.zip")
async def download_copy(
    client_id: UUID, copy_id: UUID, me: Therapist, session: Session, now: Now
) -> Response:
    """Return a copy that is ready, to be kept by whoever asked for it."""
    await access.client(session, client_id, me, now, "download export")
    copy = await find(session, client_id, copy_id, me, now)
    return await archive_of(session, copy, now)
