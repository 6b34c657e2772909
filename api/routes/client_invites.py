"""/v1/clients/{id}/invites: codes that sign a client's phone in."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter

from api import access
from api.actions.issue_code import issue_code
from api.deps import Config, Now, Session, Therapist
from api.json_bodies import JsonRoute
from api.schemas import Out

router = APIRouter(route_class=JsonRoute, prefix="/v1/clients", tags=["clients"])


class InviteOut(Out):
    """A code to read out or send. It works once, for 72 hours, and is shown only now."""

    code: str
    link: str
    expires_at: datetime


@router.post(
    "/{client_id}/invites", operation_id="invite_client", response_model=InviteOut, status_code=201
)
async def invite_client(
    client_id: UUID, me: Therapist, session: Session, now: Now, config: Config
) -> InviteOut:
    """Make a code that signs a phone of this client in; an earlier unused one stops working."""
    await access.client(session, client_id, me, now, "invite client")
    code, expires_at = await issue_code(session, client_id, "invite", me.id, now)
    link = f"{config.public_url.rstrip('/')}/invite#{code}"
    return InviteOut(code=code, link=link, expires_at=expires_at)
