"""What interrupts a prescription: paused, resumed, stopped. Each may be said twice."""

from uuid import UUID

from fastapi import APIRouter

from api.access.deps import Config, Content, Now, Session, Therapist
from api.plan.interrupting import PauseIn, ResumeIn, StopIn, pause, resume, stop
from api.plan.prescriptions import PrescriptionOut
from api.platform.http.bodies import JsonRoute
from api.platform.http.errors import Conflict, refusals

router = APIRouter(route_class=JsonRoute, prefix="/v1/prescriptions", tags=["prescriptions"])


@router.post(
    "/{prescription_id}/pause",
    operation_id="pause_prescription",
    response_model=PrescriptionOut,
    responses=refusals(Conflict),
)
async def pause_prescription(
    prescription_id: UUID,
    me: Therapist,
    session: Session,
    now: Now,
    config: Config,
    body: PauseIn | None = None,
) -> PrescriptionOut:
    """Pause from now on: nothing is due and nothing is reminded until it goes on.

    Said again, the last word on when it ends counts. A stop for safety ends by resume alone.
    """
    said, spread_s = body or PauseIn(), config.reminder_spread_s
    return await pause(session, me, prescription_id, said, now, spread_s)


@router.post(
    "/{prescription_id}/resume",
    operation_id="resume_prescription",
    response_model=PrescriptionOut,
    responses=refusals(Conflict),
)
async def resume_prescription(
    prescription_id: UUID,
    me: Therapist,
    session: Session,
    now: Now,
    config: Config,
    library: Content,
    body: ResumeIn | None = None,
) -> PrescriptionOut:
    """End every pause now. After a safety stop it needs a note.

    Of an item that was stopped within 24 hours it takes the stop back: what was paused before, and
    not for safety, stays paused. What the client disclosed since has to be cleared first, by an
    edit.
    """
    said, spread_s = body or ResumeIn(), config.reminder_spread_s
    return await resume(session, me, prescription_id, said, now, library, spread_s)


@router.post(
    "/{prescription_id}/stop", operation_id="stop_prescription", response_model=PrescriptionOut
)
async def stop_prescription(
    prescription_id: UUID,
    me: Therapist,
    session: Session,
    now: Now,
    config: Config,
    body: StopIn | None = None,
) -> PrescriptionOut:
    """Stop: what was due before stays due, what was logged stays logged.

    By mistake? `resume` takes it back within 24 hours; after that it is for good.
    """
    said, spread_s = body or StopIn(), config.reminder_spread_s
    return await stop(session, me, prescription_id, said, now, spread_s)
