"""Hands clients over to a therapist: earlier care ends and stays as history.

The codes that were made in it end with it. The practice is locked before.
"""

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from api import access
from api.access.callers import Caller
from api.accounts.standing import codes_falling, of_account
from api.care.locks import lock_clients
from api.people.therapists import require_at_work
from api.platform.http.errors import Invalid
from api.tables import CareLink, Client, OneTimeCode


async def give_to(
    session: AsyncSession, client: Client, therapist_id: UUID, me: Caller, now: datetime
) -> None:
    """Put a client into the care of a therapist alone, and note it if that changes anything."""
    therapist = await access.practice_therapist(session, therapist_id, me)
    require_at_work(therapist)
    if await _hand_over(session, client, therapist.id, now):
        access.note(session, me, now, "reassign client", client.id, therapist_id=str(therapist.id))


async def give_all_to(
    session: AsyncSession, from_: UUID, therapist_id: UUID, me: Caller, now: datetime
) -> None:
    """Put everyone in one therapist's care into that of another, discharged ones too; note whom.

    Who else cares for them goes on doing so.
    """
    therapist = await access.practice_therapist(session, therapist_id, me)
    require_at_work(therapist)
    for client_id in await _hand_over_all(session, from_, therapist.id, now):
        access.note(session, me, now, "reassign client", client_id, therapist_id=str(therapist.id))


async def last_carer(session: AsyncSession, client_id: UUID) -> UUID:
    """Return who began to care for a client last; refused when nobody ever did."""
    newest = select(CareLink.therapist_id).where(CareLink.client_id == client_id)
    newest = newest.order_by(CareLink.created_at.desc(), CareLink.id.desc()).limit(1)
    found = await session.scalar(newest)
    if found is None:
        raise Invalid("/therapist_id", "required", "Nobody has cared for this client yet.")
    return found


async def _hand_over(session: AsyncSession, client: Client, to: UUID, now: datetime) -> bool:
    links = await _open_links(session, CareLink.client_id == client.id)
    over = [link for link in links if link.therapist_id != to]
    async with codes_falling(session, now, of_account(client.id)):
        _end(over, now)
        began = _begin(session, client.id, client.practice_id, links, to, now)
    return began or bool(over)


async def _hand_over_all(session: AsyncSession, from_: UUID, to: UUID, now: datetime) -> list[UUID]:
    """Return whom this concerned. All are locked, so that a session noted meanwhile moves, too."""
    hers = select(CareLink.client_id).where(
        CareLink.therapist_id == from_, CareLink.ended_at.is_(None)
    )
    locked = await lock_clients(session, Client.id.in_(hers))
    links = await _open_links(session, CareLink.client_id.in_(hers))
    moved = []
    async with codes_falling(session, now, OneTimeCode.account_id.in_(locked)):
        for client_id, of_client in groupby(links, key=lambda link: link.client_id):
            mine = list(of_client)
            over = [link for link in mine if link.therapist_id == from_ != to]
            _end(over, now)
            if _begin(session, client_id, mine[0].practice_id, mine, to, now) or over:
                moved.append(client_id)
    return moved


async def _open_links(session: AsyncSession, whose: ColumnElement[bool]) -> list[CareLink]:
    query = select(CareLink).where(whose, CareLink.ended_at.is_(None))
    return list(await session.scalars(query.order_by(CareLink.client_id, CareLink.id)))


def _end(links: list[CareLink], now: datetime) -> None:
    for link in links:
        link.ended_at = now


def _begin(
    session: AsyncSession,
    client_id: UUID,
    practice_id: UUID,
    links: Iterable[CareLink],
    to: UUID,
    now: datetime,
) -> bool:
    """Begin a therapist's care of a client, unless it goes on already."""
    if any(link.therapist_id == to for link in links):
        return False
    care = {"client_id": client_id, "therapist_id": to, "practice_id": practice_id}
    session.add(CareLink(created_at=now, **care))
    return True
