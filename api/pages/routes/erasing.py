"""/people/clients/{id}/erase: having a client erased, asked once more, and taking it back."""

from uuid import UUID

from fastapi import APIRouter, Response

from api import access
from api.access.deps import Config, Now, Session
from api.erasure.asking import ask_for_client
from api.erasure.keeping import keep_client
from api.pages.deps import Admin, Sent, Shown
from api.pages.page_routes import PageRoute, see
from api.people.practice_clients import show_person

router = APIRouter(route_class=PageRoute, prefix="/people/clients", include_in_schema=False)


@router.get("/{client_id}/erase")
async def show_erasure(
    client_id: UUID, me: Admin, page: Shown, session: Session, now: Now, config: Config
) -> Response:
    """Show what an erasure does, and ask for it once more."""
    await access.practice_client(session, client_id, me, now)
    client = await show_person(session, client_id)
    return page.render("erase.html", client=client, days=config.erasure_days)


@router.post("/{client_id}/erase")
async def erase_client(
    client_id: UUID, me: Admin, _: Sent, session: Session, now: Now, config: Config
) -> Response:
    """Have a client erased after some days, and sign her out now."""
    await ask_for_client(session, client_id, me, now, config)
    return see(f"/people/clients/{client_id}")


@router.post("/{client_id}/keep")
async def keep_erased_client(
    client_id: UUID, me: Admin, _: Sent, session: Session, now: Now, config: Config
) -> Response:
    """Take back that a client is erased."""
    await keep_client(session, client_id, me, now, config.reminder_spread_s)
    return see(f"/people/clients/{client_id}")
