"""/clients/{id}/letter: a letter to the referring doctor, drafted, edited, shown, never stored.

What is sent is answered with the letter, not with 303: nothing is kept that could be shown later.
"""

from dataclasses import replace
from uuid import UUID

from fastapi import APIRouter, Response

from api import access
from api.access.deps import Content, Now, Session, Sessions
from api.pages import paper
from api.pages.about import about
from api.pages.deps import Sent, SentBefore, Shown, ShownBefore, Therapist, TherapistBefore
from api.pages.drafting import Writer, draft_of
from api.pages.letters import PARTS, LetterIn, letter_of, lines_of
from api.pages.page_routes import PageRoute
from api.pages.phrases import Phrases
from api.pages.rendering import Page
from api.platform.db import transaction
from api.reviews.readings import open_brief
from api.tables import Account, Practice

router = APIRouter(route_class=PageRoute, prefix="/clients", include_in_schema=False)


@router.get("/{client_id}/letter")
@router.get("/{client_id}/letter.pdf")
async def show_draft(
    client_id: UUID, me: Therapist, page: Shown, session: Session, now: Now, library: Content
) -> Response:
    """Show the draft of a letter, or what was written and could not be made a letter."""
    reading = await open_brief(session, me, client_id, None, now, library, page.language)
    writer = await session.get_one(Account, me.id)
    practice = await session.get_one(Practice, me.practice_id)
    draft = draft_of(Phrases(page), reading, Writer(writer.name, practice.name))
    return _form(page, reading.brief.client, draft)


@router.post("/{client_id}/letter")
async def make_letter(
    client_id: UUID, me: Therapist, form: Sent, page: Shown, session: Session, now: Now
) -> Response:
    """Show the letter as it leaves; or the form again, with all that was written."""
    letter = letter_of(form)
    if form.text("do") == "edit":
        await access.client(session, client_id, me, now, "view client")
        client = await about(session, client_id, now)
        return _form(replace(page, sent=form), client, letter)
    await access.client(session, client_id, me, now, "make letter")
    client = await about(session, client_id, now)
    has_pdf = paper.is_there()
    return page.render("letter/letter.html", client=client, letter=letter, has_pdf=has_pdf)


@router.post("/{client_id}/letter.pdf")
async def make_letter_pdf(
    client_id: UUID,
    me: TherapistBefore,
    form: SentBefore,
    page: ShownBefore,
    sessions: Sessions,
    now: Now,
) -> Response:
    """Return the letter as a PDF; it is drawn when the transaction is over."""
    paper.require()
    letter = letter_of(form)
    async with transaction(sessions) as session:
        await access.client(session, client_id, me, now, "make letter")
    html = page.write("paper/letter.html", letter=letter)
    return paper.pdf(await paper.draw(html, paper.LETTER), "letter")


def _form(page: Page, client: object, draft: LetterIn) -> Response:
    return page.render(
        "letter/draft.html", client=client, draft=draft, parts=PARTS, lines_of=lines_of
    )
