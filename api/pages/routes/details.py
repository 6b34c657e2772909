"""/clients/{id}/details: who a client is and what she disclosed, in all its versions."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from api.access.audit import names_in
from api.access.deps import Config, Content, Now, Session
from api.pages.deps import Sent, Shown, Therapist
from api.pages.evidence import place_words
from api.pages.forms import Form
from api.pages.intake_forms import body_of, place_rows, zone_options
from api.pages.lists import Paged, further
from api.pages.page_routes import PageRoute, see
from api.people.client_edits import edit_record
from api.people.clients import ClientPatch, read_client
from api.people.intakes import read_intakes
from api.platform.http.edits import Edit
from api.tables import Client

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/clients/{client_id}/details")
async def show_details(
    client_id: UUID,
    me: Therapist,
    page: Shown,
    session: Session,
    now: Now,
    library: Content,
    pages: Paged,
) -> Response:
    """Show a client's record, with a form that edits it and what was disclosed before."""
    client = await read_client(session, client_id, me, now, library)
    versions = await read_intakes(session, client_id, me, now, pages)
    tellers = await names_in(session, me.practice_id, [each.created_by for each in versions.items])
    heard_at = (await session.get_one(Client, client_id)).last_contact_at
    return page.render(
        "details.html",
        client=client,
        versions=versions.items,
        further=further(page.request, versions.next_cursor),
        tellers=tellers,
        heard_at=heard_at,
        zones=zone_options(client.timezone),
        places=place_rows(page, client.intake.places if client.intake else ()),
        place_words=place_words,
    )


@router.post("/clients/{client_id}/details")
async def edit_details(
    client_id: UUID,
    me: Therapist,
    form: Sent,
    session: Session,
    now: Now,
    config: Config,
    library: Content,
) -> Response:
    """Change a client's record; what she disclosed makes a new version of her intake."""
    sent = Edit(ClientPatch, _changes(form))
    spread_s = config.reminder_spread_s
    await edit_record(session, client_id, sent, form.text("etag"), me, now, spread_s, library)
    return see(f"/clients/{client_id}/details")


def _changes(form: Form) -> Mapping[str, Any]:
    """Return all that the form shows: what stands so already is no change."""
    return {
        "name": form.text("name") or "",
        "timezone": form.text("timezone") or "",
        "conditions": form.texts("conditions"),
        "intake": body_of(form),
    }
