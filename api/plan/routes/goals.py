"""/v1/clients/{id}/goals, /v1/goals and /v1/me/goals: what a client wants to be able to do again.

A therapist sets them with her, in her words; she rates them in her weekly check-in.
"""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from api import access
from api.access.deps import ClientMe, Now, Pages, Session, Therapist
from api.access.repeatable import RepeatableRoute
from api.plan.goals import GoalIn, GoalOut, GoalPatch, change_goal, page_of, set_goal, show_goal
from api.platform.http.edits import Sent
from api.platform.http.errors import Conflict, IfMatchRequired, StaleEdit, refusals
from api.platform.http.etags import IF_MATCH
from api.platform.http.fields import Out
from api.tables import Goal

router = APIRouter(route_class=RepeatableRoute, prefix="/v1", tags=["goals"])


class GoalPage(Out):
    items: list[GoalOut]
    next_cursor: str | None


@router.post(
    "/clients/{client_id}/goals",
    operation_id="add_goal",
    response_model=GoalOut,
    status_code=201,
    responses=refusals(Conflict),
)
async def create_goal(
    client_id: UUID, body: GoalIn, me: Therapist, session: Session, now: Now
) -> GoalOut:
    """Set a goal with a client. She has at most three at a time."""
    return await set_goal(session, me, client_id, body, now)


@router.get("/clients/{client_id}/goals", operation_id="list_goals", response_model=GoalPage)
async def list_goals(
    client_id: UUID, me: Therapist, session: Session, now: Now, pages: Pages
) -> GoalPage:
    """List a client's goals, newest first, each with its ETag."""
    await access.client(session, client_id, me, now, "view goals")
    items, cursor = await page_of(session, client_id, pages)
    return GoalPage(items=items, next_cursor=cursor)


@router.get("/goals/{goal_id}", operation_id="get_goal", response_model=GoalOut)
async def get_goal(
    goal_id: UUID, me: Therapist, session: Session, now: Now, response: Response
) -> GoalOut:
    """Read one goal of a client."""
    row = await access.fetch(session, Goal, goal_id, me, now)
    access.note(session, me, now, "view goal", row.client_id)
    shown = show_goal(row)
    response.headers["ETag"] = shown.etag
    return shown


@router.patch(
    "/goals/{goal_id}",
    operation_id="edit_goal",
    response_model=GoalOut,
    responses=refusals(Conflict, StaleEdit, IfMatchRequired),
    openapi_extra=IF_MATCH,
)
async def edit_goal(
    goal_id: UUID,
    body: Sent[GoalPatch],
    me: Therapist,
    session: Session,
    now: Now,
    request: Request,
    response: Response,
) -> GoalOut:
    """Mend the words of a goal, end it, or take it up again. Needs the ETag that was read."""
    condition = request.headers.get("if-match")
    shown = await change_goal(session, me, goal_id, body, condition, now)
    response.headers["ETag"] = shown.etag
    return shown


@router.get("/me/goals", operation_id="list_my_goals", response_model=GoalPage)
async def list_my_goals(me: ClientMe, session: Session, pages: Pages) -> GoalPage:
    """List my goals, newest first."""
    items, cursor = await page_of(session, me.id, pages)
    return GoalPage(items=items, next_cursor=cursor)
