"""What ends a therapist's work in a practice, and lets it begin again. Each may be said twice."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter
from pydantic import ConfigDict
from sqlalchemy.ext.asyncio import AsyncSession

from api import access
from api.access.deps import Admin, Config, Now, Session
from api.accounts.codes import revoke_codes
from api.accounts.sign_ins import end_other_sign_ins
from api.people.hand_overs import give_all_to
from api.people.therapists import TherapistOut, deactivate, load_therapist
from api.platform.http.bodies import JsonRoute
from api.platform.http.errors import Conflict, refusals
from api.platform.http.fields import In
from api.reminders.of_briefs import cared_for_by, remind_of_briefs
from api.tables import Account

router = APIRouter(route_class=JsonRoute, prefix="/v1/therapists", tags=["practice"])


class DeactivateIn(In):
    """Without `reassign_to` her clients stay hers, and nobody can see them until reassigned."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"reassign_to": "01952d3c-7a10-7000-8000-000000000001"}]}
    )

    reassign_to: UUID | None = None


@router.post(
    "/{therapist_id}/deactivate",
    operation_id="deactivate_therapist",
    response_model=TherapistOut,
    responses=refusals(Conflict),
)
async def deactivate_therapist(
    therapist_id: UUID,
    me: Admin,
    session: Session,
    now: Now,
    config: Config,
    body: DeactivateIn | None = None,
) -> TherapistOut:
    """Sign a therapist out everywhere, for as long as she is not reactivated."""
    await access.lock_practice(session, me)
    account = await access.practice_therapist(session, therapist_id, me)
    await deactivate(session, account, me, now)
    carers = [account.id]
    if body is not None and body.reassign_to is not None:
        await give_all_to(session, account.id, body.reassign_to, me, now)
        carers.append(body.reassign_to)
    await remind_of_briefs(session, cared_for_by(*carers), now, config.reminder_spread_s)
    await _shut_out(session, account, now)
    return await load_therapist(session, account)


@router.post(
    "/{therapist_id}/reactivate", operation_id="reactivate_therapist", response_model=TherapistOut
)
async def reactivate_therapist(
    therapist_id: UUID, me: Admin, session: Session, now: Now, config: Config
) -> TherapistOut:
    """Let a therapist sign in again, with the rights and the password she had."""
    await access.lock_practice(session, me)
    account = await access.practice_therapist(session, therapist_id, me)
    if account.deactivated_at is not None:
        account.deactivated_at = None
        access.note(session, me, now, "reactivate therapist", therapist_id=str(account.id))
        await remind_of_briefs(session, cared_for_by(account.id), now, config.reminder_spread_s)
        # Once more: a sign-in that was under way as she was deactivated must not come to life.
        await _shut_out(session, account, now)
    return await load_therapist(session, account)


async def _shut_out(session: AsyncSession, account: Account, now: datetime) -> None:
    """End her sign-ins, and with them her phones: after her reminders, as the worker does."""
    await revoke_codes(session, account.id, now, "invite", "password_reset")
    await end_other_sign_ins(session, account.id, now)
