"""/v1/practice/clients: who is cared for in a practice and by whom, for its admins.

People only: nothing here tells why someone is a client or how she is.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import ConfigDict
from sqlalchemy import ColumnElement, Select, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.background import BackgroundTask

from api import access
from api.access.deps import Admin, Config, Now, Pages, Session
from api.insights.after_answers import Looks
from api.people.discharges import readmit
from api.people.hand_overs import give_to
from api.people.names import PartOfName, has_name
from api.platform.http.bodies import JsonRoute
from api.platform.http.errors import Conflict, refusals
from api.platform.http.fields import In, Out
from api.reminders.of_briefs import remind_of_briefs
from api.tables import Account, Appointment, CareLink, Client

router = APIRouter(route_class=JsonRoute, prefix="/v1", tags=["practice"])
State = Literal["active", "discharged", "all"]
STATES: dict[str, ColumnElement[bool]] = {
    "active": Client.discharged_at.is_(None),
    "discharged": Client.discharged_at.is_not(None),
    "all": true(),
}
EXAMPLE: dict[str, Any] = {"examples": [{"therapist_id": "01952d3c-7a10-7000-8000-000000000001"}]}


class ReassignIn(In):
    model_config = ConfigDict(json_schema_extra=EXAMPLE)

    therapist_id: UUID


class ReadmitIn(In):
    """Without `therapist_id` she goes back to the last one."""

    model_config = ConfigDict(json_schema_extra=EXAMPLE)

    therapist_id: UUID | None = None


class CarerOut(Out):
    """A therapist of a client; not `active` once she is deactivated."""

    id: UUID
    name: str
    active: bool


class PracticeClientOut(Out):
    """Of a discharged client `therapists` names the last one."""

    id: UUID
    name: str
    therapists: list[CarerOut]
    discharged_at: datetime | None
    sharing: bool


class PracticeClientPage(Out):
    items: list[PracticeClientOut]
    next_cursor: str | None


@router.get(
    "/practice/clients", operation_id="list_practice_clients", response_model=PracticeClientPage
)
async def list_practice_clients(
    me: Admin,
    session: Session,
    pages: Pages,
    state: Annotated[State, Query()] = "active",
    q: PartOfName = None,
) -> PracticeClientPage:
    """List the clients of the practice by name, with who cares for them."""
    query = _people().where(Client.practice_id == me.practice_id, STATES[state])
    if q is not None:
        query = query.where(has_name(q))
    rows = (await session.execute(pages.select(query, Account.name_key, Account.id))).all()
    shown, cursor = pages.cut(rows, lambda row: (row[0].name_key, row[0].id))
    return PracticeClientPage(items=await _shown(session, shown), next_cursor=cursor)


@router.post(
    "/clients/{client_id}/reassign",
    operation_id="reassign_client",
    response_model=PracticeClientOut,
    responses=refusals(Conflict),
)
async def reassign_client(
    client_id: UUID, body: ReassignIn, me: Admin, session: Session, now: Now, config: Config
) -> PracticeClientOut:
    """Put a client into one therapist's care; whoever cared for her before sees her no longer."""
    await access.lock_practice(session, me)
    # Locked, so that a session that is being noted meanwhile is handed over with her.
    client = await access.practice_client(session, client_id, me, now, lock=True)
    await give_to(session, client, body.therapist_id, me, now)
    await remind_of_briefs(
        session, Appointment.client_id == client_id, now, config.reminder_spread_s
    )
    return await _load(session, client_id)


@router.post(
    "/clients/{client_id}/readmit",
    operation_id="readmit_client",
    response_model=PracticeClientOut,
    responses=refusals(Conflict),
)
async def readmit_client(
    client_id: UUID,
    me: Admin,
    session: Session,
    now: Now,
    config: Config,
    looks: Looks,
    response: Response,
    body: ReadmitIn | None = None,
) -> PracticeClientOut:
    """Take a discharged client back; her prescriptions stay paused until they are resumed."""
    await access.lock_practice(session, me)
    client = await access.practice_client(session, client_id, me, now, lock=True)
    to = body.therapist_id if body else None
    if not await readmit(session, client, to, me, now, config.reminder_spread_s):
        response.background = BackgroundTask(looks.ask)
    return await _load(session, client_id)


def _people() -> Select[Account, Client]:
    return select(Account, Client).join(Client, Client.id == Account.id)


async def _load(session: AsyncSession, client_id: UUID) -> PracticeClientOut:
    row = (await session.execute(_people().where(Client.id == client_id))).one()
    return (await _shown(session, [row]))[0]


async def _shown(session: AsyncSession, rows: Iterable[Any]) -> list[PracticeClientOut]:
    pairs: list[tuple[Account, Client]] = [(account, client) for account, client in rows]
    carers = await _carers(session, [client.id for _, client in pairs])
    return [
        PracticeClientOut(
            id=client.id,
            name=account.name,
            therapists=carers.get(client.id, []),
            discharged_at=client.discharged_at,
            sharing=client.sharing_withdrawn_at is None,
        )
        for account, client in pairs
    ]


async def _carers(session: AsyncSession, client_ids: list[UUID]) -> dict[UUID, list[CarerOut]]:
    found = await session.execute(
        select(CareLink.client_id, Account)
        .join(Account, Account.id == CareLink.therapist_id)
        .where(CareLink.client_id.in_(client_ids), CareLink.ended_at.is_(None))
        .order_by(Account.name_key, Account.id)
    )
    carers: dict[UUID, list[CarerOut]] = {}
    for client_id, account in found:
        active = account.deactivated_at is None
        shown = CarerOut(id=account.id, name=account.name, active=active)
        carers.setdefault(client_id, []).append(shown)
    return carers
