"""What ends a therapist's work in a practice, and lets it begin again. Each may be said twice."""

from uuid import UUID

from fastapi import APIRouter
from pydantic import ConfigDict

from api import access
from api.access.deps import Admin, Config, Now, Session
from api.accounts.sign_ins import end_other_sign_ins
from api.accounts.standing import codes_falling, of_or_by, revoke_fallen
from api.care.locks import lock_account
from api.people.hand_overs import give_all_to
from api.people.therapists import TherapistOut, deactivate, load_therapist
from api.platform.http.bodies import JsonRoute
from api.platform.http.errors import Conflict, refusals
from api.platform.http.fields import In
from api.reminders.of_briefs import cared_for_by, remind_of_briefs

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
    """Sign a therapist out everywhere, for as long as she is not reactivated.

    No code works any more that is hers or that she made.
    """
    await access.lock_practice(session, me)
    account = await access.practice_therapist(session, therapist_id, me)
    await deactivate(session, account, me, now)
    carers = [account.id]
    if body is not None and body.reassign_to is not None:
        await give_all_to(session, account.id, body.reassign_to, me, now)
        carers.append(body.reassign_to)
    await revoke_fallen(session, now, of_or_by(account.id))
    await remind_of_briefs(session, cared_for_by(*carers), now, config.reminder_spread_s)
    # With them her phones: after her reminders, as the worker does.
    await end_other_sign_ins(session, account.id, now)
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
    await lock_account(session, account.id)
    if account.deactivated_at is not None:
        async with codes_falling(session, now, of_or_by(account.id)):
            account.deactivated_at = None
        access.note(session, me, now, "reactivate therapist", therapist_id=str(account.id))
        await remind_of_briefs(session, cared_for_by(account.id), now, config.reminder_spread_s)
        # Once more: a sign-in that was under way as she was deactivated must not come to life.
        await end_other_sign_ins(session, account.id, now)
    return await load_therapist(session, account)
