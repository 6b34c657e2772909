"""/: who needs a look first, or the form to sign in."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api import access
from api.access.deps import Now, Session
from api.pages.deps import Shown, Visitor
from api.pages.page_routes import PageRoute
from api.reviews.caseload import load_caseload
from api.rules.insights.attention import weight

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/")
async def show_caseload(
    visitor: Visitor, page: Shown, session: Session, now: Now, next: Annotated[str, Query()] = "/"
) -> Response:
    """Show the clients in my care, those first who need a look; or the form to sign in."""
    if visitor is None:
        return page.render("sign_in.html", next=next)
    access.allow(visitor, "therapist")
    cases = await load_caseload(session, visitor, now)
    for case in cases:
        access.note(session, visitor, now, "view caseload", case.chart.client_id)
    cases.sort(key=lambda case: (weight(case.state), case.chart.name_key, case.chart.client_id))
    return page.render("caseload.html", cases=cases)
