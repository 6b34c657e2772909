"""/clients/{id}/plan/add/{slug}: prescribing an item, with what speaks against it seen before."""

from uuid import UUID

from fastapi import APIRouter, Response
from sqlalchemy.ext.asyncio import AsyncSession

from api import access
from api.access.deps import Config, Content, Now, Session
from api.library import Exercise, Library
from api.pages.about import about
from api.pages.deps import Sent, Shown, Therapist
from api.pages.editor import Editor
from api.pages.page_routes import PageRoute, see
from api.pages.plan_forms import body_of, first_body, first_fields, is_decided
from api.plan.clearances import conflicts, contraindications_of
from api.plan.prescribing import prescribe, warnings_before_prescribing
from api.platform.http.errors import NotFound
from api.rules.plan.plans import HABIT
from api.tables import Client

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/clients/{client_id}/plan/add/{slug}")
async def show_adding(
    client_id: UUID,
    slug: str,
    me: Therapist,
    page: Shown,
    session: Session,
    now: Now,
    library: Content,
) -> Response:
    """Show the form of a new prescription, with what can be warned of already."""
    client = await access.client(session, client_id, me, now, "view prescriptions")
    item = _prescribable(library, slug)
    body = first_body(item)
    warnings = await warnings_before_prescribing(
        session, me, client, body, now, library, whole=False
    )
    editor = await _editor(session, client, item, warnings, now)
    return page.render("plan/add.html", editor=editor, client=editor.client)


@router.post("/clients/{client_id}/plan/add/{slug}")
async def add(
    client_id: UUID,
    slug: str,
    me: Therapist,
    form: Sent,
    page: Shown,
    session: Session,
    now: Now,
    config: Config,
    library: Content,
) -> Response:
    """Prescribe an item; show the form again if there is something to warn of, or only to check."""
    # Locked first: what is checked is what holds when it is stored.
    client = await access.fetch(session, Client, client_id, me, now, lock=True)
    item = _prescribable(library, slug)
    body = body_of(form, item)
    warnings = await warnings_before_prescribing(session, me, client, body, now, library)
    if is_decided(form, warnings):
        await prescribe(session, me, client_id, body, now, library, config.reminder_spread_s)
        return see(f"/clients/{client_id}/plan")
    access.note(session, me, now, "view prescriptions", client_id)
    editor = await _editor(session, client, item, warnings, now)
    return page.render("plan/add.html", editor=editor, client=editor.client)


async def _editor(
    session: AsyncSession, client: Client, item: Exercise, warnings: list[str], now: Now
) -> Editor:
    who = await about(session, client.id, now)
    return Editor(
        client=who,
        item=item,
        is_habit=item.kind == HABIT,
        fields=first_fields(item, who.today),
        warnings=warnings,
        conflicts=conflicts(item, await contraindications_of(session, client)),
    )


def _prescribable(library: Library, slug: str) -> Exercise:
    item = library.exercise(slug)
    if item is None or item.review_state == "retired":
        raise NotFound
    return item
