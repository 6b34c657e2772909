"""/v1/clients/{id}/discharge: the care of a client ends; what she recorded stays hers."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter

from api.access.deps import Config, Now, Session, Therapist
from api.people.discharges import DischargeIn, discharge, find_to_discharge
from api.platform.http.bodies import JsonRoute
from api.platform.http.fields import Out

router = APIRouter(route_class=JsonRoute, prefix="/v1/clients", tags=["clients"])


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
    client = await find_to_discharge(session, client_id, me, now)
    reason = (body or DischargeIn()).reason
    await discharge(session, client, reason, me, now, config.reminder_spread_s)
    return DischargeOut(id=client_id, discharged_at=now)
