"""/clients/{id}/goals: what a client wants to be able to do again, and how she rates it."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from api import access
from api.access.deps import Now, Session
from api.pages.about import about, record_of
from api.pages.deps import Pages, Sent, Shown, Therapist
from api.pages.forms import accept
from api.pages.page_routes import PageRoute, see
from api.pages.rendering import EMPTY
from api.plan.goals import GoalIn, GoalPatch, change_goal, page_of, set_goal, show_goal
from api.platform.http.edits import Edit
from api.reviews.goals import load_progress
from api.rules.plan.goals import ACTIVE, MOST_ACTIVE
from api.tables import Goal

router = APIRouter(
    route_class=PageRoute, prefix="/clients/{client_id}/goals", include_in_schema=False
)


@router.get("")
async def list_goals(
    client_id: UUID, me: Therapist, page: Shown, session: Session, now: Now, pages: Pages
) -> Response:
    """Show a client's goals, those that she is asked about first, each with her ratings."""
    await access.client(session, client_id, me, now, "view goals")
    found, cursor = await page_of(session, client_id, pages)
    active = [goal for goal in found if goal.state == ACTIVE]
    return page.render(
        "goals.html",
        client=await about(session, client_id, now),
        active=active,
        others=[goal for goal in found if goal.state != ACTIVE],
        progress=await load_progress(session, client_id, [goal.id for goal in found]),
        has_room=len(active) < MOST_ACTIVE,
        most=MOST_ACTIVE,
        cursor=cursor,
    )


@router.post("")
async def add_goal(
    client_id: UUID, me: Therapist, form: Sent, session: Session, now: Now
) -> Response:
    """Set a goal with a client."""
    body = accept(GoalIn, {"text": form.text("text")})
    await set_goal(session, me, client_id, body, now)
    return see(f"/clients/{client_id}/goals")


@router.get("/{goal_id}")
async def show_one(
    client_id: UUID, goal_id: UUID, me: Therapist, page: Shown, session: Session, now: Now
) -> Response:
    """Show one goal, to mend its words, end it, or take it up again."""
    row = await record_of(session, Goal, goal_id, client_id, me, now)
    access.note(session, me, now, "view goal", client_id)
    progress = await load_progress(session, client_id, [goal_id])
    whom = await about(session, client_id, now)
    if page.sent.text("state") is not None:
        # A button was pressed, which sent no words to be kept.
        page = replace(page, sent=EMPTY)
    return page.render("goal.html", client=whom, goal=show_goal(row), progress=progress)


@router.post("/{goal_id}")
async def edit_goal(
    client_id: UUID, goal_id: UUID, me: Therapist, form: Sent, session: Session, now: Now
) -> Response:
    """Change what was sent of a goal: its words, or whether she is asked about it."""
    said: dict[str, Any] = {name: form.text(name) for name in ("text", "state")}
    if form.text("state") is None:
        # Words that were emptied are missing, not left as they are.
        said = {"text": form.text("text") or ""}
    left = {name: value for name, value in said.items() if value is not None}
    await change_goal(session, me, goal_id, Edit(GoalPatch, left), form.text("etag"), now)
    await record_of(session, Goal, goal_id, client_id, me, now)
    return see(f"/clients/{client_id}/goals")
