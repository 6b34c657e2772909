"""/clients/new: taking a client on, which leads to her invite."""

from fastapi import APIRouter, Response

from api.access.deps import Content, Now, Session
from api.pages.deps import Sent, Shown, Therapist
from api.pages.forms import accept
from api.pages.intake_forms import body_of, place_rows, zone_options
from api.pages.page_routes import PageRoute, see
from api.people.clients import ClientIn
from api.people.taking_on import take_on

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/clients/new")
async def show_new_client(me: Therapist, page: Shown) -> Response:
    """Show the form in which a client is described."""
    zones, rows = zone_options(me.timezone), place_rows(page)
    return page.render("new_client.html", zones=zones, places=rows)


@router.post("/clients/new")
async def add_client(
    me: Therapist, form: Sent, session: Session, now: Now, library: Content
) -> Response:
    """Take a new client into my care."""
    values = {
        "name": form.text("name"),
        "timezone": form.text("timezone"),
        "locale": form.text("locale"),
        "conditions": form.texts("conditions"),
        "intake": body_of(form),
    }
    client = await take_on(session, accept(ClientIn, values), me, now, library)
    return see(f"/clients/{client.id}/invite")
