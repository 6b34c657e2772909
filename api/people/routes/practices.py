"""/v1/practice: what an admin sets for her whole practice."""

from fastapi import APIRouter, Request, Response

from api.access.deps import Admin, Now, Session
from api.people.practice_settings import PracticeOut, PracticePatch, edit_practice, read_practice
from api.platform.http.bodies import JsonRoute
from api.platform.http.edits import Sent
from api.platform.http.errors import Conflict, IfMatchRequired, StaleEdit, refusals
from api.platform.http.etags import IF_MATCH

router = APIRouter(route_class=JsonRoute, prefix="/v1/practice", tags=["practice"])


@router.get("", operation_id="get_practice", response_model=PracticeOut)
async def get_practice(me: Admin, session: Session, response: Response) -> PracticeOut:
    """Read what is set for my practice."""
    shown = await read_practice(session, me)
    response.headers["ETag"] = shown.etag
    return shown


@router.patch(
    "",
    operation_id="edit_practice",
    response_model=PracticeOut,
    responses=refusals(Conflict, StaleEdit, IfMatchRequired),
    openapi_extra=IF_MATCH,
)
async def change_practice(
    body: Sent[PracticePatch],
    me: Admin,
    session: Session,
    now: Now,
    request: Request,
    response: Response,
) -> PracticeOut:
    """Change what is set for my practice. Needs If-Match.

    Where admins need a second factor, one without it gets 403 `second_factor_needed` from all that
    only admins may do, until she has set one up. Whoever would be erased by `retention_months` is
    told a month before.
    """
    shown = await edit_practice(session, body, request.headers.get("if-match"), me, now)
    response.headers["ETag"] = shown.etag
    return shown
