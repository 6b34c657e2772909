"""/people: who works in a practice and who is cared for there, for its admins."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.background import BackgroundTask

from api import access
from api.access.callers import Caller
from api.access.deps import Config, Now, Session
from api.insights.after_answers import Looks
from api.pages.deps import Admin, Sent, Shown
from api.pages.forms import Form, accept
from api.pages.lists import Paged, further
from api.pages.page_routes import PageRoute, see
from api.people.colleagues import load_colleagues
from api.people.practice_clients import (
    ReadmitIn,
    ReassignIn,
    State,
    read_people,
    reassign,
    show_person,
    take_back,
)
from api.people.therapists import load_at_work
from api.platform.http.fields import Name

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/people")
async def show_people(
    me: Admin,
    page: Shown,
    session: Session,
    pages: Paged,
    state: Annotated[State, Query()] = "active",
    q: Annotated[Name | None, Query()] = None,
) -> Response:
    """Show who works here, and the clients of the practice by name."""
    clients = await read_people(session, me, pages, state, q)
    return page.render(
        "people.html",
        therapists=await load_colleagues(session, me),
        clients=clients.items,
        further=further(page.request, clients.next_cursor),
        state=state,
        q=q or "",
    )


@router.get("/people/clients/{client_id}")
async def show_client_of_practice(
    client_id: UUID, me: Admin, page: Shown, session: Session, now: Now
) -> Response:
    """Show who cares for a client, and the forms that give her to another or take her back."""
    await access.practice_client(session, client_id, me, now)
    client = await show_person(session, client_id)
    # Whoever alone cares for her already is no other.
    alone = [each.id for each in client.therapists if not client.discharged_at]
    without = alone if len(alone) == 1 else []
    carers = await load_at_work(session, me)
    options = [(each.id, each.name) for each in carers if each.id not in without]
    return page.render("practice_client.html", client=client, options=options)


@router.post("/people/clients/{client_id}")
async def give_client(
    client_id: UUID,
    me: Admin,
    form: Sent,
    session: Session,
    now: Now,
    config: Config,
    looks: Looks,
) -> Response:
    """Put a client into a therapist's care, or take one back who was discharged."""
    response = see(f"/people/clients/{client_id}")
    spread_s = config.reminder_spread_s
    if not form.ticked("readmit"):
        to = accept(ReassignIn, {"therapist_id": form.text("therapist_id")}).therapist_id
        await reassign(session, client_id, to, me, now, spread_s)
    elif not await _readmit(session, client_id, form, me, now, spread_s):
        response.background = BackgroundTask(looks.ask)
    return response


async def _readmit(
    session: AsyncSession, client_id: UUID, form: Form, me: Caller, now: datetime, spread_s: int
) -> bool:
    to = accept(ReadmitIn, {"therapist_id": form.text("therapist_id")}).therapist_id
    return await take_back(session, client_id, to, me, now, spread_s)
