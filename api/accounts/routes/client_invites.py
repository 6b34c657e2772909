"""/v1/clients/{id}/invites: codes that sign a client's phone in."""

from uuid import UUID

from fastapi import APIRouter

from api import access
from api.access.deps import Config, Now, Session, Therapist
from api.accounts.codes import Invite, issue_invite
from api.platform.http.bodies import JsonRoute
from api.platform.http.fields import InviteOut

router = APIRouter(route_class=JsonRoute, prefix="/v1/clients", tags=["clients"])


@router.post(
    "/{client_id}/invites", operation_id="invite_client", response_model=InviteOut, status_code=201
)
async def invite_client(
    client_id: UUID, me: Therapist, session: Session, now: Now, config: Config
) -> Invite:
    """Make a code that signs a phone of this client in; an earlier unused one stops working."""
    await access.client(session, client_id, me, now, "invite client")
    return await issue_invite(session, client_id, me.id, now, config.public_url)
