"""What ends a therapist's work in a practice, and lets it begin again. Each may be said twice."""

from uuid import UUID

from fastapi import APIRouter

from api.access.deps import Admin, Config, Now, Session
from api.people.coming_and_going import DeactivateIn, let_go, let_in_again
from api.people.therapists import TherapistOut
from api.platform.http.bodies import JsonRoute
from api.platform.http.errors import Conflict, refusals

router = APIRouter(route_class=JsonRoute, prefix="/v1/therapists", tags=["practice"])


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
    reassign_to = body.reassign_to if body else None
    return await let_go(session, therapist_id, reassign_to, me, now, config.reminder_spread_s)


@router.post(
    "/{therapist_id}/reactivate", operation_id="reactivate_therapist", response_model=TherapistOut
)
async def reactivate_therapist(
    therapist_id: UUID, me: Admin, session: Session, now: Now, config: Config
) -> TherapistOut:
    """Let a therapist sign in again, with the rights and the password she had."""
    return await let_in_again(session, therapist_id, me, now, config.reminder_spread_s)
