"""/clients/{id}/excused: days on which nothing is due."""

from uuid import UUID

from fastapi import APIRouter, Response

from api import access
from api.access.deps import Config, Content, Now, Session
from api.pages.about import about
from api.pages.deps import Pages, Sent, Shown, Therapist
from api.pages.forms import accept
from api.pages.page_routes import PageRoute, see
from api.plan.excused import ExcusedIn, excuse, page_of, remove

router = APIRouter(
    route_class=PageRoute, prefix="/clients/{client_id}/excused", include_in_schema=False
)


@router.get("")
async def list_excused(
    client_id: UUID, me: Therapist, page: Shown, session: Session, now: Now, pages: Pages
) -> Response:
    """Show the days from which a client is excused, and a form that adds some."""
    await access.client(session, client_id, me, now, "view excused days")
    found, cursor = await page_of(session, client_id, pages)
    whom = await about(session, client_id, now)
    return page.render("excused.html", client=whom, periods=found, cursor=cursor)


@router.post("")
async def add_excused(
    client_id: UUID,
    me: Therapist,
    form: Sent,
    session: Session,
    now: Now,
    config: Config,
    library: Content,
) -> Response:
    """Excuse a client from some days."""
    body = accept(ExcusedIn, {name: form.text(name) for name in ("from", "to", "reason")})
    await excuse(session, me, client_id, body, now, library, config)
    return see(f"/clients/{client_id}/excused")


@router.post("/{excused_id}/remove")
async def remove_excused(
    client_id: UUID,
    excused_id: UUID,
    me: Therapist,
    _: Sent,
    session: Session,
    now: Now,
    config: Config,
) -> Response:
    """Remove an excused period: its days are due again."""
    await remove(session, me, client_id, excused_id, now, config)
    return see(f"/clients/{client_id}/excused")
