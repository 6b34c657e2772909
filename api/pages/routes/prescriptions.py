"""/clients/{id}/plan/{id}: one prescription, to be edited and looked back at."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Response
from sqlalchemy.ext.asyncio import AsyncSession

from api import access
from api.access.deps import Config, Content, Now, Session
from api.care.plans import WHOLE, Prescribed
from api.pages.about import about, record_of
from api.pages.deps import Sent, Shown, Therapist
from api.pages.editor import Editor
from api.pages.merging import merged
from api.pages.page_routes import PageRoute, see
from api.pages.plan_forms import edit_of, fields_of, is_decided
from api.pages.plan_words import item_of as words_of
from api.pages.rendering import Page
from api.plan.cautions import warnings_of
from api.plan.changes import ChangeOut, show_changes
from api.plan.clearances import conflicts, contraindications_of
from api.plan.history import show_versions
from api.plan.prescribing import edit_prescribed, item_of, warnings_before_editing
from api.plan.prescriptions import show_prescription
from api.platform.http.etags import require_condition
from api.rules.plan.plans import HABIT
from api.tables import Client, Prescription

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/clients/{client_id}/plan/{prescription_id}")
async def show_prescription_form(
    client_id: UUID,
    prescription_id: UUID,
    me: Therapist,
    page: Shown,
    session: Session,
    now: Now,
    library: Content,
) -> Response:
    """Show a prescription in the form that edits it, with what there is to warn of."""
    row = await record_of(session, Prescription, prescription_id, client_id, me, now, *WHOLE)
    access.note(session, me, now, "view prescription", client_id)
    client = await session.get_one(Client, client_id)
    item = item_of(row, library)
    warnings = await warnings_of(session, row, row.versions[-1], item, client)
    return await _form(page, session, row, client, warnings, now)


@router.post("/clients/{client_id}/plan/{prescription_id}")
async def edit(
    client_id: UUID,
    prescription_id: UUID,
    me: Therapist,
    form: Sent,
    page: Shown,
    session: Session,
    now: Now,
    config: Config,
    library: Content,
) -> Response:
    """Make a new version; show the form again if there is something to warn of, or to check."""
    row = await record_of(
        session, Prescription, prescription_id, client_id, me, now, *WHOLE, lock=True
    )
    client = await access.fetch(session, Client, client_id, me, now, lock=True)
    shown, etag = show_prescription(row, now), form.text("etag")
    require_condition(etag, shown.etag)
    sent = edit_of(form, shown)
    warnings = await warnings_before_editing(session, row, client, sent, now, library)
    if is_decided(form, warnings):
        spread_s = config.reminder_spread_s
        await edit_prescribed(session, me, row.id, sent, etag, now, library, spread_s)
        return see(f"/clients/{client_id}/plan")
    access.note(session, me, now, "view prescription", client_id)
    return await _form(page, session, row, client, warnings, now)


@router.get("/clients/{client_id}/plan/{prescription_id}/versions")
async def show_history(
    client_id: UUID,
    prescription_id: UUID,
    me: Therapist,
    page: Shown,
    session: Session,
    now: Now,
    library: Content,
) -> Response:
    """Show all versions, the newest first: what changed, by whom, and when she read it."""
    row = await record_of(session, Prescription, prescription_id, client_id, me, now, *WHOLE)
    access.note(session, me, now, "view prescription versions", client_id)
    client = await about(session, client_id, now)
    versions = await show_versions(session, row, row.versions[::-1], library, page.language)
    shown = words_of(page, row, client.today, now)
    return page.render(
        "plan/versions.html", client=client, item=shown, versions=versions, pauses=row.pauses[::-1]
    )


async def _form(
    page: Page,
    session: AsyncSession,
    row: Prescription,
    client: Client,
    warnings: list[str],
    now: datetime,
) -> Response:
    who, shown = await about(session, client.id, now), show_prescription(row, now)
    fields, opened = fields_of(shown, who.today), _opened(page, row)
    if opened is not None:
        before = fields_of(show_prescription(opened, now), who.today)
        page = replace(page, sent=merged(page.sent, before, fields))
    item = item_of(row, page.library)
    editor = Editor(
        client=who,
        item=item,
        is_habit=item.kind == HABIT,
        fields=fields,
        warnings=warnings,
        conflicts=conflicts(item, await contraindications_of(session, client)),
        shown=shown,
        meanwhile=_meanwhile(page, opened, row),
    )
    words = words_of(page, row, who.today, now)
    return page.render("plan/edit.html", editor=editor, client=who, item=words)


def _opened(page: Page, row: Prescription) -> Prescribed | None:
    """Return a prescription as it was when the form was opened, None if it is so still."""
    number = page.sent.whole("version")
    if not isinstance(number, int) or not 1 <= number < len(row.versions):
        return None
    then = {name: getattr(row, name) for name in Prescribed._fields}
    return Prescribed(**then | {"versions": row.versions[:number]})


def _meanwhile(page: Page, opened: Prescribed | None, row: Prescription) -> tuple[ChangeOut, ...]:
    """Return what others changed since the form was opened."""
    if opened is None:
        return ()
    before, after = opened.versions[-1], row.versions[-1]
    return tuple(show_changes(before, after, page.library, page.language))
