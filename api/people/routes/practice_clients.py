"""/v1/practice/clients: who is cared for in a practice and by whom, for its admins.

People only: nothing here tells why someone is a client or how she is.
"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from starlette.background import BackgroundTask

from api.access.deps import Admin, Config, Now, Pages, Session
from api.insights.after_answers import Looks
from api.people.names import PartOfName
from api.people.practice_clients import (
    PracticeClientOut,
    PracticeClientPage,
    ReadmitIn,
    ReassignIn,
    State,
    read_people,
    reassign,
    show_person,
    take_back,
)
from api.platform.http.bodies import JsonRoute
from api.platform.http.errors import Conflict, refusals

router = APIRouter(route_class=JsonRoute, prefix="/v1", tags=["practice"])


@router.get(
    "/practice/clients", operation_id="list_practice_clients", response_model=PracticeClientPage
)
async def list_practice_clients(
    me: Admin,
    session: Session,
    pages: Pages,
    state: Annotated[State, Query()] = "active",
    q: PartOfName = None,
) -> PracticeClientPage:
    """List the clients of the practice by name, with who cares for them."""
    return await read_people(session, me, pages, state, q)


@router.post(
    "/clients/{client_id}/reassign",
    operation_id="reassign_client",
    response_model=PracticeClientOut,
    responses=refusals(Conflict),
)
async def reassign_client(
    client_id: UUID, body: ReassignIn, me: Admin, session: Session, now: Now, config: Config
) -> PracticeClientOut:
    """Put a client into one therapist's care; whoever cared for her before sees her no longer."""
    spread_s = config.reminder_spread_s
    await reassign(session, client_id, body.therapist_id, me, now, spread_s)
    return await show_person(session, client_id)


@router.post(
    "/clients/{client_id}/readmit",
    operation_id="readmit_client",
    response_model=PracticeClientOut,
    responses=refusals(Conflict),
)
async def readmit_client(
    client_id: UUID,
    me: Admin,
    session: Session,
    now: Now,
    config: Config,
    looks: Looks,
    response: Response,
    body: ReadmitIn | None = None,
) -> PracticeClientOut:
    """Take a discharged client back; her prescriptions stay paused until they are resumed."""
    to = body.therapist_id if body else None
    if not await take_back(session, client_id, to, me, now, config.reminder_spread_s):
        response.background = BackgroundTask(looks.ask)
    return await show_person(session, client_id)
