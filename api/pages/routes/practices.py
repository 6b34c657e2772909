"""/practice: what an admin sets for her whole practice."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.access.deps import Now, Session
from api.pages.deps import Admin, Sent, Shown
from api.pages.page_routes import PageRoute, see
from api.people.practice_settings import PracticePatch, edit_practice, read_practice
from api.platform.http.edits import Edit

router = APIRouter(route_class=PageRoute, prefix="/practice", include_in_schema=False)


@router.get("")
async def show_practice(
    me: Admin, page: Shown, session: Session, saved: Annotated[str, Query()] = ""
) -> Response:
    """Show what is set for my practice."""
    return page.render(
        "practice.html",
        practice=await read_practice(session, me),
        saved=bool(saved) and not page.refused,
    )


@router.post("")
async def change_practice(me: Admin, form: Sent, session: Session, now: Now) -> Response:
    """Change what is set for my practice; no number of months is for ever."""
    asked = {
        "admins_need_second_factor": form.ticked("admins_need_second_factor"),
        "retention_months": form.whole("retention_months"),
    }
    sent = Edit(PracticePatch, asked)
    await edit_practice(session, sent, form.text("etag"), me, now)
    return see("/practice?saved=yes")
