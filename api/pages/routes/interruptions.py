"""/clients/{id}/plan/{id}/pause, /resume and /stop: what interrupts a prescription, and why."""

from uuid import UUID

from fastapi import APIRouter, Response
from sqlalchemy.ext.asyncio import AsyncSession

from api import access
from api.access.callers import Caller
from api.access.deps import Config, Content, Now, Session
from api.care.plans import WHOLE
from api.pages.about import about, record_of
from api.pages.deps import Sent, Shown, Therapist
from api.pages.forms import accept
from api.pages.page_routes import PageRoute, see
from api.pages.plan_words import item_of
from api.pages.rendering import Page
from api.plan.interrupting import PauseIn, ResumeIn, StopIn, pause, resume, stop
from api.tables import Prescription

router = APIRouter(
    route_class=PageRoute,
    include_in_schema=False,
    prefix="/clients/{client_id}/plan/{prescription_id}",
)


@router.get("/pause")
async def show_pause(
    client_id: UUID, prescription_id: UUID, me: Therapist, page: Shown, session: Session, now: Now
) -> Response:
    """Ask until when to pause, and why."""
    return await _form("plan/pause.html", page, session, client_id, prescription_id, me, now)


@router.post("/pause")
async def pause_it(
    client_id: UUID,
    prescription_id: UUID,
    me: Therapist,
    form: Sent,
    session: Session,
    now: Now,
    config: Config,
) -> Response:
    """Pause a prescription from now on."""
    body = accept(PauseIn, {"until_on": form.text("until_on"), "reason": form.text("reason")})
    await pause(session, me, prescription_id, body, now, config.reminder_spread_s)
    await record_of(session, Prescription, prescription_id, client_id, me, now)
    return see(f"/clients/{client_id}/plan")


@router.get("/resume")
async def show_resume(
    client_id: UUID, prescription_id: UUID, me: Therapist, page: Shown, session: Session, now: Now
) -> Response:
    """Ask why it may go on."""
    return await _form("plan/resume.html", page, session, client_id, prescription_id, me, now)


@router.post("/resume")
async def resume_it(
    client_id: UUID,
    prescription_id: UUID,
    me: Therapist,
    form: Sent,
    session: Session,
    now: Now,
    config: Config,
    library: Content,
) -> Response:
    """Let a prescription go on."""
    body = accept(ResumeIn, {"note": form.text("note")})
    await resume(session, me, prescription_id, body, now, library, config.reminder_spread_s)
    await record_of(session, Prescription, prescription_id, client_id, me, now)
    return see(f"/clients/{client_id}/plan")


@router.get("/stop")
async def show_stop(
    client_id: UUID, prescription_id: UUID, me: Therapist, page: Shown, session: Session, now: Now
) -> Response:
    """Ask why it is stopped."""
    return await _form("plan/stop.html", page, session, client_id, prescription_id, me, now)


@router.post("/stop")
async def stop_it(
    client_id: UUID,
    prescription_id: UUID,
    me: Therapist,
    form: Sent,
    session: Session,
    now: Now,
    config: Config,
) -> Response:
    """Stop a prescription."""
    body = accept(StopIn, {"reason": form.text("reason")})
    await stop(session, me, prescription_id, body, now, config.reminder_spread_s)
    await record_of(session, Prescription, prescription_id, client_id, me, now)
    return see(f"/clients/{client_id}/plan")


async def _form(
    template: str,
    page: Page,
    session: AsyncSession,
    client_id: UUID,
    prescription_id: UUID,
    me: Caller,
    now: Now,
) -> Response:
    row = await record_of(session, Prescription, prescription_id, client_id, me, now, *WHOLE)
    access.note(session, me, now, "view prescription", client_id)
    client = await about(session, client_id, now)
    item = item_of(page, row, client.today, now)
    return page.render(template, client=client, item=item)
