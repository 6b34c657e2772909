"""Episodes of care: each from its first date until the next one's."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from api import access
from api.access.deps import Content, Now, Pages, Session, Therapist
from api.access.repeatable import RepeatableRoute
from api.appointments.episodes import (
    EpisodeIn,
    EpisodeOut,
    EpisodePatch,
    begin_episode,
    change_episode,
    episodes_of,
    show_episode,
)
from api.platform.http.edits import Sent
from api.platform.http.errors import Conflict, IfMatchRequired, StaleEdit, refusals
from api.platform.http.etags import IF_MATCH
from api.platform.http.fields import Out
from api.tables import Episode

router = APIRouter(route_class=RepeatableRoute, prefix="/v1", tags=["episodes"])


class EpisodePage(Out):
    items: list[EpisodeOut]
    next_cursor: str | None


@router.post(
    "/clients/{client_id}/episodes",
    operation_id="add_episode",
    response_model=EpisodeOut,
    status_code=201,
    responses=refusals(Conflict),
)
async def create_episode(
    client_id: UUID, body: EpisodeIn, me: Therapist, session: Session, now: Now, library: Content
) -> EpisodeOut:
    """Begin an episode of care; the one before it lasts until then."""
    return await begin_episode(session, me, client_id, body, now, library)


@router.get(
    "/clients/{client_id}/episodes", operation_id="list_episodes", response_model=EpisodePage
)
async def list_episodes(
    client_id: UUID, me: Therapist, session: Session, now: Now, pages: Pages
) -> EpisodePage:
    """List a client's episodes of care, earliest first, each with its ETag."""
    await access.client(session, client_id, me, now, "view episodes")
    items, cursor = await episodes_of(session, client_id, pages, now)
    return EpisodePage(items=items, next_cursor=cursor)


@router.get("/episodes/{episode_id}", operation_id="get_episode", response_model=EpisodeOut)
async def get_episode(
    episode_id: UUID, me: Therapist, session: Session, now: Now, response: Response
) -> EpisodeOut:
    """Read one episode of care."""
    row = await access.fetch(session, Episode, episode_id, me, now)
    access.note(session, me, now, "view episode", row.client_id)
    shown = await show_episode(session, row, now)
    response.headers["ETag"] = shown.etag
    return shown


@router.patch(
    "/episodes/{episode_id}",
    operation_id="edit_episode",
    response_model=EpisodeOut,
    responses=refusals(Conflict, StaleEdit, IfMatchRequired),
    openapi_extra=IF_MATCH,
)
async def edit_episode(
    episode_id: UUID,
    body: Sent[EpisodePatch],
    me: Therapist,
    session: Session,
    now: Now,
    library: Content,
    request: Request,
    response: Response,
) -> EpisodeOut:
    """Change an episode of care. Needs the ETag that was read, as If-Match."""
    condition = request.headers.get("if-match")
    shown = await change_episode(session, me, episode_id, body, condition, now, library)
    response.headers["ETag"] = shown.etag
    return shown
