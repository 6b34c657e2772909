"""/clients/{id}/invite: the code that signs a client's phone in. It is shown once."""

from uuid import UUID

from fastapi import APIRouter, Response

from api import access
from api.access.deps import Config, Now, Session
from api.accounts.inviting import invite_to_app
from api.pages.deps import Sent, Shown, Therapist
from api.pages.page_routes import PageRoute
from api.pages.qr_codes import qr_code
from api.tables import Account

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/clients/{client_id}/invite")
async def show_invite(
    client_id: UUID, me: Therapist, page: Shown, session: Session, now: Now
) -> Response:
    """Show what an invite is for, and the button that makes one."""
    await access.client(session, client_id, me, now, "view client")
    client = await session.get_one(Account, client_id)
    return page.render("client_invite.html", client=client, invite=None)


@router.post("/clients/{client_id}/invite")
async def invite_client(
    client_id: UUID,
    me: Therapist,
    page: Shown,
    _: Sent,
    session: Session,
    now: Now,
    config: Config,
) -> Response:
    """Make an invite and show it: nobody can be led to it, since only its hash is kept."""
    invite = await invite_to_app(session, client_id, me, now, config.public_url)
    client = await session.get_one(Account, client_id)
    qr = qr_code(invite.link)
    return page.render("client_invite.html", client=client, invite=invite, qr=qr)
