"""/: who needs a look first, or the form to sign in."""

from typing import Annotated, get_args

from fastapi import APIRouter, Query, Request, Response

from api import access
from api.access.deps import Config, Now, Session
from api.accounts.browsers import new_sign_ins
from api.pages.deps import Shown, Visitor
from api.pages.page_routes import PageRoute
from api.pages.phrases import Phrases
from api.people.going import load_going
from api.platform.http.paging import paging_of
from api.reviews.cases import Order, list_cases

router = APIRouter(route_class=PageRoute, include_in_schema=False)
# As many as a screen or two show; who is further down is found by name.
ROWS = 25
LONGEST_NAME = 200


@router.get("/")
async def show_caseload(
    request: Request,
    visitor: Visitor,
    page: Shown,
    session: Session,
    now: Now,
    config: Config,
    next: Annotated[str, Query()] = "/",
    sort: Annotated[Order, Query()] = "attention",
    q: Annotated[str, Query(max_length=LONGEST_NAME)] = "",
    cursor: Annotated[str | None, Query(max_length=500)] = None,
) -> Response:
    """Show the clients in my care, those first who need a look; or the form to sign in."""
    if visitor is None:
        return page.render("sign_in.html", next=next)
    access.allow(visitor, "therapist")
    paging = paging_of(request, visitor.id, config.keys, ROWS, cursor)
    asked = q.strip()
    found = await list_cases(session, visitor, now, paging, sort, asked or None)
    return page.render(
        "caseload.html",
        news=await new_sign_ins(session, visitor),
        going=await load_going(session, visitor),
        found=found,
        asked=asked,
        sort=sort,
        orders=get_args(Order),
        is_first=cursor is None,
        first_page=f"/?{request.url.remove_query_params('cursor').query}",
        next_page=f"/?{request.url.include_query_params(cursor=found.next_cursor).query}",
        say=Phrases(page),
    )
