"""/v1/clients/{id}/discharge: the care of a client ends; what she recorded stays hers."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api import access
from api.access.callers import Caller
from api.access.deps import Config, Now, Session, Therapist
from api.accounts.codes import revoke_codes
from api.platform.http.bodies import JsonRoute
from api.platform.http.errors import NotFound
from api.platform.http.fields import In, Note, Out
from api.reminders.locks import lock_reminders
from api.reminders.of_briefs import remind_of_briefs
from api.reminders.planning import replan
from api.tables import Appointment, Client, Prescription, PrescriptionPause

router = APIRouter(route_class=JsonRoute, prefix="/v1/clients", tags=["clients"])
DISCHARGED = "discharged"


class DischargeIn(In):
    """The reason is kept with the pauses of her prescriptions."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"reason": "The course is finished."}]}
    )

    reason: Annotated[Note, Field(max_length=500)] = ""


class DischargeOut(Out):
    id: UUID
    discharged_at: datetime


@router.post("/{client_id}/discharge", operation_id="discharge_client", response_model=DischargeOut)
async def discharge_client(
    client_id: UUID,
    me: Therapist,
    session: Session,
    now: Now,
    config: Config,
    body: DischargeIn | None = None,
) -> DischargeOut:
    """End the care of a client: nobody sees her, and nothing is due until she is readmitted.

    For her therapist, and for an admin, whoever cares for her and whatever she shares.
    """
    client = await _found(session, client_id, me, now)
    access.note(session, me, now, "discharge client", client_id)
    client.discharged_at = now
    await _pause_all(session, client_id, (body or DischargeIn()).reason or DISCHARGED, now)
    await revoke_codes(session, client_id, now, "invite")
    await lock_reminders(session, client_id, now)
    await remind_of_briefs(
        session, Appointment.client_id == client_id, now, config.reminder_spread_s
    )
    await replan(session, client_id, now, config.reminder_spread_s)
    return DischargeOut(id=client_id, discharged_at=now)


async def _found(session: AsyncSession, client_id: UUID, me: Caller, now: datetime) -> Client:
    if not me.admin:
        return await access.fetch(session, Client, client_id, me, now, lock=True)
    client = await access.practice_client(session, client_id, me, now, lock=True)
    if client.discharged_at is not None:
        raise NotFound
    return client


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
