"""/audit: who did what in a practice, in words, for its admins."""

from collections.abc import Sequence
from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BeforeValidator

from api.access.deps import Now, Session
from api.pages.deps import Admin, Shown
from api.pages.lists import Paged, further
from api.pages.page_routes import PageRoute
from api.pages.rendering import Page
from api.people.audit_events import Asked, AuditEventOut, read_audit
from api.people.colleagues import load_colleagues
from api.people.therapists import TherapistOut
from api.platform.http.fields import Code, LocalDate
from api.platform.http.ranges import DateRange

router = APIRouter(route_class=PageRoute, include_in_schema=False)
AREA, _, ACTION = "audit.action_".partition(".")
# A form sends each of its fields: one that is empty filters nothing.
Blank = BeforeValidator(lambda said: said or None)
Date = Annotated[LocalDate | None, Blank]
Id = Annotated[UUID | None, Blank]


@router.get("/audit")
async def show_audit(
    me: Admin,
    page: Shown,
    session: Session,
    now: Now,
    pages: Paged,
    from_on: Annotated[Date, Query(alias="from")] = None,
    to_on: Annotated[Date, Query(alias="to")] = None,
    client_id: Annotated[Id, Query()] = None,
    actor_id: Annotated[Id, Query()] = None,
    action: Annotated[Annotated[Code | None, Blank], Query()] = None,
) -> Response:
    """Show who did what here, newest first; reading is noted too."""
    asked = Asked(DateRange(from_on, to_on), client_id, actor_id, action)
    events = await read_audit(session, me, now, pages, asked)
    therapists = await load_colleagues(session, me)
    return page.render(
        "audit.html",
        events=[(each, _words(page, each, therapists)) for each in events.items],
        further=further(page.request, events.next_cursor),
        therapists=therapists,
        actions=_actions(page),
        asked=asked,
        without_client=_without_client(page),
    )


def _actions(page: Page) -> list[tuple[str, str]]:
    """Return the actions that there are words for, by these."""
    texts = page.library.page_texts(page.language).areas[AREA].texts
    found = [(key.removeprefix(ACTION), words) for key, words in texts.items()]
    return sorted([each for each in found if ACTION + each[0] in texts], key=lambda each: each[1])


def _words(page: Page, event: AuditEventOut, therapists: Sequence[TherapistOut]) -> str:
    """Return what was done in words, with the therapist whom it concerns."""
    known = dict(_actions(page))
    said = known.get(event.action, event.action.replace("_", " "))
    whom = _named((event.subject or {}).get("therapist_id"), therapists)
    return page.text("audit.concerning", action=said, name=whom) if whom else said


def _named(therapist_id: Any, therapists: Sequence[TherapistOut]) -> str | None:
    return next((each.name for each in therapists if str(each.id) == therapist_id), None)


def _without_client(page: Page) -> str:
    """Return the same list of all clients."""
    dropped = ("client_id", "cursor")
    kept = [pair for pair in page.request.query_params.multi_items() if pair[0] not in dropped]
    return f"/audit?{urlencode(kept)}" if kept else "/audit"
