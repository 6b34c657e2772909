"""Hands a client over to a therapist: earlier care ends and stays as history."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.models import CareLink, Client


async def hand_over(
    session: AsyncSession,
    client: Client,
    to: UUID,
    now: datetime,
    *,
    from_: UUID | None = None,
) -> bool:
    """Put a client into a therapist's care alone, or only take her out of one other's.

    Returns whether anything changed. The practice is locked.
    """
    links = list(
        await session.scalars(
            select(CareLink).where(CareLink.client_id == client.id, CareLink.ended_at.is_(None))
        )
    )
    over = [
        link for link in links if link.therapist_id != to and from_ in (None, link.therapist_id)
    ]
    for link in over:
        link.ended_at = now
    is_new = all(link.therapist_id != to for link in links)
    if is_new:
        care = {"client_id": client.id, "therapist_id": to, "practice_id": client.practice_id}
        session.add(CareLink(created_at=now, **care))
    await session.flush()
    return bool(over) or is_new


async def hand_over_all(session: AsyncSession, from_: UUID, to: UUID, now: datetime) -> list[UUID]:
    """Move everyone in one therapist's care, discharged ones too; returns who they are."""
    clients = await session.scalars(
        select(Client)
        .join(CareLink, CareLink.client_id == Client.id)
        .where(CareLink.therapist_id == from_, CareLink.ended_at.is_(None))
        .order_by(Client.id)
    )
    return [
        client.id
        for client in clients.all()
        if await hand_over(session, client, to, now, from_=from_)
    ]
