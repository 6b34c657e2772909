"""/clients/{id}/episodes: an episode of care is begun, and changed."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from api import access
from api.access.deps import Content, Now, Session
from api.appointments.episodes import (
    EpisodeIn,
    EpisodePatch,
    begin_episode,
    change_episode,
    show_episode,
)
from api.pages.about import about, record_of
from api.pages.deps import Sent, Shown, Therapist
from api.pages.forms import Form, accept
from api.pages.page_routes import PageRoute, see
from api.platform.http.edits import Edit
from api.tables import Episode

router = APIRouter(
    route_class=PageRoute, prefix="/clients/{client_id}/episodes", include_in_schema=False
)


@router.get("/new")
async def show_new_episode(
    client_id: UUID, me: Therapist, page: Shown, session: Session, now: Now
) -> Response:
    """Show the form that begins an episode of care, with the client's own conditions."""
    client = await access.client(session, client_id, me, now, "view episodes")
    whom = await about(session, client_id, now)
    conditions = client.conditions
    return page.render("episode.html", client=whom, shown=None, conditions=conditions)


@router.post("/new")
async def add_episode(
    client_id: UUID, me: Therapist, form: Sent, session: Session, now: Now, library: Content
) -> Response:
    """Begin an episode of care."""
    body = accept(EpisodeIn, _said(form))
    await begin_episode(session, me, client_id, body, now, library)
    return see(f"/clients/{client_id}/sessions")


@router.get("/{episode_id}")
async def show_one(
    client_id: UUID, episode_id: UUID, me: Therapist, page: Shown, session: Session, now: Now
) -> Response:
    """Show an episode of care, to be changed."""
    row = await record_of(session, Episode, episode_id, client_id, me, now)
    access.note(session, me, now, "view episode", client_id)
    shown = await show_episode(session, row, now)
    whom = await about(session, client_id, now)
    return page.render("episode.html", client=whom, shown=shown, conditions=shown.conditions)


@router.post("/{episode_id}")
async def edit_episode(
    client_id: UUID,
    episode_id: UUID,
    me: Therapist,
    form: Sent,
    session: Session,
    now: Now,
    library: Content,
) -> Response:
    """Change an episode of care."""
    body = Edit(EpisodePatch, _said(form))
    await change_episode(session, me, episode_id, body, form.text("etag"), now, library)
    await record_of(session, Episode, episode_id, client_id, me, now)
    return see(f"/clients/{client_id}/sessions")


def _said(form: Form) -> dict[str, Any]:
    """Return a form as the members of the API's body."""
    said = {
        "starts_on": form.text("starts_on"),
        "planned_sessions": form.whole("planned_sessions"),
        "planned_weeks": form.whole("planned_weeks"),
        "conditions": form.texts("conditions"),
    }
    return {name: value for name, value in said.items() if value is not None}
