"""/v1/me/consents: whom a client lets see what she records. Her decision holds at once."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import ConfigDict
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api import access
from api.access.deps import ClientMe, Config, Now, Session
from api.accounts.standing import codes_falling, of_account
from api.care.locks import lock_client
from api.platform.http.bodies import JsonRoute
from api.platform.http.fields import Flag, Out, PhoneIn
from api.reminders.of_briefs import remind_of_briefs
from api.tables import Appointment, Client, Consent

router = APIRouter(route_class=JsonRoute, prefix="/v1/me", tags=["me"])
SHARE = "share_with_therapist"


class ConsentsIn(PhoneIn):
    model_config = ConfigDict(json_schema_extra={"examples": [{"share_with_therapist": False}]})

    share_with_therapist: Flag


class ConsentOut(Out):
    """Granted until she decides otherwise; `decided_at` is null as long as she has not."""

    kind: str
    granted: bool
    decided_at: datetime | None


class ConsentsOut(Out):
    items: list[ConsentOut]


@router.get("/consents", operation_id="list_consents", response_model=ConsentsOut)
async def list_consents(me: ClientMe, session: Session) -> ConsentsOut:
    """Read whom I let see what I record."""
    return await _shown(session, await session.get_one(Client, me.id))


@router.put("/consents", operation_id="decide_consents", response_model=ConsentsOut)
async def decide_consents(
    body: ConsentsIn, me: ClientMe, session: Session, now: Now, config: Config
) -> ConsentsOut:
    """Decide whether my therapist sees what I record; my own plan and reminders go on."""
    client = await lock_client(session, me.id)
    granted = body.share_with_therapist
    if await _decided_at(session, client) is None or granted != _shares(client):
        session.add(Consent(created_at=now, client_id=me.id, kind=SHARE, granted=granted))
        async with codes_falling(session, now, of_account(client.id)):
            client.sharing_withdrawn_at = None if granted else now
        access.note(session, me, now, "grant sharing" if granted else "withdraw sharing", me.id)
        await remind_of_briefs(
            session, Appointment.client_id == me.id, now, config.reminder_spread_s
        )
    return await _shown(session, client)


async def _shown(session: AsyncSession, client: Client) -> ConsentsOut:
    decided_at = await _decided_at(session, client)
    sharing = ConsentOut(kind=SHARE, granted=_shares(client), decided_at=decided_at)
    return ConsentsOut(items=[sharing])


def _shares(client: Client) -> bool:
    return client.sharing_withdrawn_at is None


async def _decided_at(session: AsyncSession, client: Client) -> datetime | None:
    newest = select(func.max(Consent.created_at))
    return await session.scalar(newest.where(Consent.client_id == client.id, Consent.kind == SHARE))
