"""Who leaves care, and who comes back: prescriptions, codes and reminders follow."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api import access
from api.access.callers import Caller
from api.accounts.closing import require_open
from api.accounts.standing import codes_falling, of_account, revoke_fallen
from api.insights.marks import mark_returned
from api.people.hand_overs import give_to, last_carer
from api.platform.http.errors import Conflict, NotFound
from api.platform.http.fields import In, Note
from api.reminders.locks import rebuild_all
from api.tables import Client, Prescription, PrescriptionPause

DISCHARGED = "discharged"


class DischargeIn(In):
    """The reason is kept with the pauses of her prescriptions."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"reason": "The course is finished."}]}
    )

    reason: Annotated[Note, Field(max_length=500)] = ""


async def find_to_discharge(
    session: AsyncSession, client_id: UUID, me: Caller, now: datetime, *, lock: bool = True
) -> Client:
    """Return a client whom her therapist, or an admin of the practice, may discharge."""
    if not await access.may_administer(session, me):
        return await access.fetch(session, Client, client_id, me, now, lock=lock)
    client = await access.practice_client(session, client_id, me, now, lock=lock)
    if client.discharged_at is not None:
        raise NotFound
    return client


async def discharge(
    session: AsyncSession, client: Client, reason: str, me: Caller, now: datetime, spread_s: int
) -> None:
    """End the care of a client, who is locked; the reason is kept with her pauses.

    After her it locks her codes, then her reminders and those of her briefs as one set; neither
    the practice nor an account.
    """
    access.note(session, me, now, "discharge client", client.id)
    client.discharged_at = now
    await _pause_all(session, client.id, reason or DISCHARGED, now)
    await revoke_fallen(session, now, of_account(client.id))
    await rebuild_all(session, client.id, now, spread_s)


async def readmit(
    session: AsyncSession,
    client: Client,
    therapist_id: UUID | None,
    me: Caller,
    now: datetime,
    spread_s: int,
) -> bool:
    """Take a discharged client back into the care of a therapist, or of her last one.

    The practice and she are locked. Her prescriptions stay paused until they are resumed. What she
    told lately is looked at; False if no worker lives to do it. It ends what the practice's
    retention has planned; ErasurePending if she, or an admin, has asked that she is erased.
    """
    if client.discharged_at is None:
        raise Conflict(code="not_discharged", title="This client was not discharged.")
    require_open(client)
    client.erase_at = client.erase_asked_at = client.erase_asked_by = None
    to = therapist_id or await last_carer(session, client.id)
    await give_to(session, client, to, me, now)
    async with codes_falling(session, now, of_account(client.id)):
        client.discharged_at, client.readmitted_at = None, now
    access.note(session, me, now, "readmit client", client.id)
    await rebuild_all(session, client.id, now, spread_s)
    return await mark_returned(session, client.id, now)


async def _pause_all(session: AsyncSession, client_id: UUID, reason: str, now: datetime) -> None:
    """Pause what goes on; what is paused already too, since that pause may end by itself."""
    going_on = select(Prescription.id).where(
        Prescription.client_id == client_id, Prescription.stopped_at.is_(None)
    )
    session.add_all(
        PrescriptionPause(created_at=now, prescription_id=going, from_at=now, reason=reason)
        for going in await session.scalars(going_on)
    )
    await session.flush()
