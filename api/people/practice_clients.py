"""Who is cared for in a practice and by whom, as its admins see it, and giving them to others.

People only: nothing here tells why someone is a client or how she is.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import ConfigDict
from sqlalchemy import ColumnElement, Select, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from api import access
from api.access.callers import Caller
from api.people.discharges import readmit
from api.people.erasures import ErasureOut, show_erasure
from api.people.hand_overs import give_to
from api.people.names import has_name
from api.platform.http.fields import In, Out
from api.platform.http.paging import Paging
from api.reminders.of_briefs import remind_of_briefs
from api.tables import Account, Appointment, CareLink, Client

EXAMPLE: dict[str, Any] = {"examples": [{"therapist_id": "01952d3c-7a10-7000-8000-000000000001"}]}
State = Literal["active", "discharged", "erasing", "all"]
STATES: dict[str, ColumnElement[bool]] = {
    "active": Client.discharged_at.is_(None),
    "discharged": Client.discharged_at.is_not(None),
    "erasing": Client.erase_at.is_not(None),
    "all": true(),
}


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
    """Of a discharged client `therapists` names the last one; `erasure` is null unless planned."""

    id: UUID
    name: str
    therapists: list[CarerOut]
    discharged_at: datetime | None
    erasure: ErasureOut | None
    sharing: bool


class PracticeClientPage(Out):
    items: list[PracticeClientOut]
    next_cursor: str | None


async def read_people(
    session: AsyncSession, me: Caller, pages: Paging, state: State, q: str | None
) -> PracticeClientPage:
    """Return a page of the clients of an admin's practice by name, those with `q` in theirs."""
    query = _people().where(Client.practice_id == me.practice_id, STATES[state])
    if q is not None:
        query = query.where(has_name(q))
    rows = (await session.execute(pages.select(query, Account.name_key, Account.id))).all()
    shown, cursor = pages.cut(rows, lambda row: (row[0].name_key, row[0].id))
    return PracticeClientPage(items=await _shown(session, shown), next_cursor=cursor)


async def reassign(
    session: AsyncSession,
    client_id: UUID,
    therapist_id: UUID,
    me: Caller,
    now: datetime,
    spread_s: int,
) -> None:
    """Put a client into one therapist's care; whoever cared for her before sees her no longer."""
    await access.lock_practice(session, me)
    # Locked, so that a session that is being noted meanwhile is handed over with her.
    client = await access.practice_client(session, client_id, me, now, lock=True)
    await give_to(session, client, therapist_id, me, now)
    await remind_of_briefs(session, Appointment.client_id == client_id, now, spread_s)


async def take_back(
    session: AsyncSession,
    client_id: UUID,
    therapist_id: UUID | None,
    me: Caller,
    now: datetime,
    spread_s: int,
) -> bool:
    """Take a discharged client back; False if no worker lives to look at what she told lately."""
    await access.lock_practice(session, me)
    client = await access.practice_client(session, client_id, me, now, lock=True)
    return await readmit(session, client, therapist_id, me, now, spread_s)


async def show_person(session: AsyncSession, client_id: UUID) -> PracticeClientOut:
    """Return a client of the practice as its admins see her."""
    row = (await session.execute(_people().where(Client.id == client_id))).one()
    return (await _shown(session, [row]))[0]


def _people() -> Select[Account, Client]:
    return select(Account, Client).join(Client, Client.id == Account.id)


async def _shown(session: AsyncSession, rows: Iterable[Any]) -> list[PracticeClientOut]:
    pairs: list[tuple[Account, Client]] = [(account, client) for account, client in rows]
    carers = await _carers(session, [client.id for _, client in pairs])
    return [
        PracticeClientOut(
            id=client.id,
            name=account.name,
            therapists=carers.get(client.id, []),
            discharged_at=client.discharged_at,
            erasure=show_erasure(client),
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
