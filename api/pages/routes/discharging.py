"""/clients/{id}/discharge: the end of a client's care, asked once more before it is done."""

from uuid import UUID

from fastapi import APIRouter, Response

from api.access.deps import Config, Now, Session
from api.pages.deps import Sent, Shown, Therapist
from api.pages.forms import accept
from api.pages.page_routes import PageRoute, see
from api.people.discharges import DischargeIn, discharge, find_to_discharge
from api.tables import Account

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/clients/{client_id}/discharge")
async def show_discharge(
    client_id: UUID, me: Therapist, page: Shown, session: Session, now: Now
) -> Response:
    """Show what a discharge does, and ask for it once more."""
    await find_to_discharge(session, client_id, me, now, lock=False)
    client = await session.get_one(Account, client_id)
    return page.render("discharge.html", client=client)


@router.post("/clients/{client_id}/discharge")
async def discharge_client(
    client_id: UUID, me: Therapist, form: Sent, session: Session, now: Now, config: Config
) -> Response:
    """End the care of a client."""
    reason = accept(DischargeIn, {"reason": form.text("reason")}).reason
    client = await find_to_discharge(session, client_id, me, now)
    await discharge(session, client, reason, me, now, config.reminder_spread_s)
    return see(f"/people/clients/{client_id}" if me.admin else "/")
