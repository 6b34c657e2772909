"""DELETE /v1/clients/{id}, and keeping her after all: for the admins of a practice."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter

from api.access.deps import Admin, Config, Now, Session
from api.erasure.asking import ask_for_client
from api.erasure.keeping import keep_client
from api.people.practice_clients import PracticeClientOut, show_person
from api.platform.http.bodies import JsonRoute
from api.platform.http.errors import Conflict, refusals
from api.platform.http.fields import Out

router = APIRouter(route_class=JsonRoute, prefix="/v1/clients", tags=["practice"])


class ClientErasureOut(Out):
    id: UUID
    erase_at: datetime


@router.delete(
    "/{client_id}", operation_id="erase_client", response_model=ClientErasureOut, status_code=202
)
async def erase_client(
    client_id: UUID, me: Admin, session: Session, now: Now, config: Config
) -> ClientErasureOut:
    """Have a client erased, and all that is hers; every phone of hers is signed out now.

    May be said twice: the date stays. Until then an admin, or she, can take it back.
    """
    erase_at = await ask_for_client(session, client_id, me, now, config)
    return ClientErasureOut(id=client_id, erase_at=erase_at)


@router.post(
    "/{client_id}/keep",
    operation_id="keep_client",
    response_model=PracticeClientOut,
    responses=refusals(Conflict),
)
async def keep_erased_client(
    client_id: UUID, me: Admin, session: Session, now: Now, config: Config
) -> PracticeClientOut:
    """Take back that a client is erased; she signs in again, or is invited. May be said twice."""
    await keep_client(session, client_id, me, now, config.reminder_spread_s)
    return await show_person(session, client_id)
