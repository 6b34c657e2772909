"""/v1/clients/{id}/discharge: the care of a client ends; what she recorded stays hers."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import ConfigDict, Field
from sqlalchemy.ext.asyncio import AsyncSession

from api import access
from api.access.callers import Caller
from api.access.deps import Config, Now, Session, Therapist
from api.people.discharges import discharge
from api.platform.http.bodies import JsonRoute
from api.platform.http.errors import NotFound
from api.platform.http.fields import In, Note, Out
from api.tables import Client

router = APIRouter(route_class=JsonRoute, prefix="/v1/clients", tags=["clients"])


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
    reason = (body or DischargeIn()).reason
    await discharge(session, client, reason, me, now, config.reminder_spread_s)
    return DischargeOut(id=client_id, discharged_at=now)


async def _found(session: AsyncSession, client_id: UUID, me: Caller, now: datetime) -> Client:
    if not me.admin:
        return await access.fetch(session, Client, client_id, me, now, lock=True)
    client = await access.practice_client(session, client_id, me, now, lock=True)
    if client.discharged_at is not None:
        raise NotFound
    return client
