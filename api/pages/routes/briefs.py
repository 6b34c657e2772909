"""/clients/{id}: the brief of a client, on paper as well, and that it was read."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response

from api.access.deps import Content, Now, Session, Sessions
from api.pages import paper
from api.pages.deps import Sent, Shown, ShownBefore, Therapist, TherapistBefore
from api.pages.forms import accept
from api.pages.page_routes import PageRoute, see
from api.pages.phrases import Phrases
from api.pages.plotting import plots_of
from api.pages.rendering import Page
from api.platform.db import transaction
from api.platform.http.fields import LocalDate
from api.reviews.readings import BriefReadIn, Reading, mark_read, open_brief

router = APIRouter(route_class=PageRoute, prefix="/clients", include_in_schema=False)


@router.get("/{client_id}")
async def show_brief(
    client_id: UUID,
    me: Therapist,
    page: Shown,
    session: Session,
    now: Now,
    library: Content,
    as_of: Annotated[LocalDate | None, Query()] = None,
) -> Response:
    """Show a client's brief as of one of her dates, by default today."""
    reading = await open_brief(session, me, client_id, as_of, now, library, page.language)
    return page.render("brief.html", on_paper=False, **_shown(page, reading, as_of, now))


@router.get("/{client_id}/brief.pdf")
async def draw_brief(
    client_id: UUID,
    me: TherapistBefore,
    page: ShownBefore,
    sessions: Sessions,
    now: Now,
    library: Content,
    as_of: Annotated[LocalDate | None, Query()] = None,
) -> Response:
    """Return the same as a PDF of one page; it is drawn when the transaction is over."""
    paper.require()
    async with transaction(sessions, write=False) as session:
        reading = await open_brief(session, me, client_id, as_of, now, library, page.language)
    html = page.write("paper/brief.html", on_paper=True, **_shown(page, reading, as_of, now))
    return paper.pdf(await paper.draw(html, paper.BRIEF), "brief")


@router.post("/{client_id}/brief/read")
async def send_brief_read(
    client_id: UUID,
    me: Therapist,
    page: Shown,
    form: Sent,
    session: Session,
    now: Now,
    library: Content,
) -> Response:
    """Say that I have read a client's brief."""
    said = accept(BriefReadIn, {"as_of": form.text("as_of")})
    await mark_read(session, me, client_id, said.as_of, now, library, page.language)
    as_of = f"?as_of={said.as_of}" if said.as_of else ""
    return see(f"/clients/{client_id}{as_of}")


def _shown(page: Page, reading: Reading, as_of: date | None, now: datetime) -> dict[str, Any]:
    """Return what a brief shows, on a screen and on paper."""
    return {
        "client": reading.brief.client,
        "brief": reading.brief,
        "baseline": reading.baseline,
        "edits_on": reading.edits_on,
        "plots": plots_of(reading),
        "say": Phrases(page),
        "has_pdf": paper.is_there(),
        "is_past": as_of is not None and not reading.is_of_today(now),
    }
