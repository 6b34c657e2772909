"""/clients/{id}/plan: what is prescribed, and the library to add to it."""

from uuid import UUID

from fastapi import APIRouter, Response

from api import access
from api.access.deps import Now, Session
from api.pages.about import about
from api.pages.deps import Shown, Therapist
from api.pages.page_routes import PageRoute
from api.pages.plan_words import item_of
from api.pages.shelves import search
from api.plan.prescriptions import prescribed_to
from api.tables import Prescription

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/clients/{client_id}/plan")
async def show_plan(
    client_id: UUID, me: Therapist, page: Shown, session: Session, now: Now
) -> Response:
    """Show all that was prescribed to a client: what goes on, what rests, what was stopped."""
    await access.client(session, client_id, me, now, "view prescriptions")
    client = await about(session, client_id, now)
    rows = await session.scalars(prescribed_to(client_id).order_by(Prescription.id))
    items = [item_of(page, row, client.today, now) for row in rows]
    over = [item for item in items if item.state in ("stopped", "ended")]
    return page.render(
        "plan/plan.html",
        client=client,
        current=[item for item in items if item not in over],
        over=over[::-1],
    )


@router.get("/clients/{client_id}/plan/add")
async def show_choice(
    client_id: UUID, me: Therapist, page: Shown, session: Session, now: Now
) -> Response:
    """Show the library, to choose from it what to prescribe."""
    await access.client(session, client_id, me, now, "view prescriptions")
    client = await about(session, client_id, now)
    return page.render("plan/choose.html", client=client, search=search(page))
