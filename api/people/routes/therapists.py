"""/v1/therapists: who works in a practice, for its admins."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from api import access
from api.access.deps import Admin, Config, Now, Pages, Session
from api.access.repeatable import RepeatableRoute
from api.accounts.codes import Invite
from api.people.colleagues import (
    NewTherapistOut,
    TherapistIn,
    TherapistPage,
    TherapistPatch,
    add_colleague,
    edit_colleague,
    invite_colleague,
    read_colleagues,
)
from api.people.therapists import (
    TherapistOut,
    load_therapist,
)
from api.platform.http.edits import Sent
from api.platform.http.errors import Conflict, IfMatchRequired, StaleEdit, refusals
from api.platform.http.etags import IF_MATCH
from api.platform.http.fields import InviteOut

router = APIRouter(route_class=RepeatableRoute, prefix="/v1/therapists", tags=["practice"])


@router.post("", operation_id="add_therapist", response_model=NewTherapistOut, status_code=201)
async def create_therapist(
    body: TherapistIn, me: Admin, session: Session, now: Now, config: Config
) -> NewTherapistOut:
    """Invite someone to work here; she sets e-mail and password as she redeems the invite."""
    return await add_colleague(session, body, me, now, config.public_url)


@router.get("", operation_id="list_therapists", response_model=TherapistPage)
async def list_therapists(me: Admin, session: Session, pages: Pages) -> TherapistPage:
    """List everyone who works or worked here, by name."""
    return await read_colleagues(session, me, pages)


@router.get("/{therapist_id}", operation_id="get_therapist", response_model=TherapistOut)
async def get_therapist(
    therapist_id: UUID, me: Admin, session: Session, response: Response
) -> TherapistOut:
    """Read one therapist."""
    account = await access.practice_therapist(session, therapist_id, me)
    shown = await load_therapist(session, account)
    response.headers["ETag"] = shown.etag
    return shown


@router.patch(
    "/{therapist_id}",
    operation_id="edit_therapist",
    response_model=TherapistOut,
    responses=refusals(Conflict, StaleEdit, IfMatchRequired),
    openapi_extra=IF_MATCH,
)
async def edit_therapist(
    therapist_id: UUID,
    body: Sent[TherapistPatch],
    me: Admin,
    session: Session,
    now: Now,
    request: Request,
    response: Response,
) -> TherapistOut:
    """Change a therapist's name, or give or take the admin right. Needs If-Match."""
    condition = request.headers.get("if-match")
    shown = await edit_colleague(session, therapist_id, body, condition, me, now)
    response.headers["ETag"] = shown.etag
    return shown


@router.post(
    "/{therapist_id}/invites",
    operation_id="invite_therapist",
    response_model=InviteOut,
    status_code=201,
    responses=refusals(Conflict),
)
async def invite_therapist(
    therapist_id: UUID, me: Admin, session: Session, now: Now, config: Config
) -> Invite:
    """Make a new invite, or a code with which she sets a new password; the earlier one is void."""
    return await invite_colleague(session, therapist_id, me, now, config.public_url)
