"""/clients/{id}/sessions: what is planned and was held, with findings and range of motion."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from api import access
from api.access.callers import Caller
from api.access.deps import Config, Content, Now, Session
from api.appointments.appointments import AppointmentIn, AppointmentOut, AppointmentPatch
from api.appointments.episodes import episodes_of
from api.appointments.feedback import WITH_FEEDBACK
from api.appointments.keeping import (
    appointments_of,
    change_appointment,
    note_appointment,
    shown_of,
)
from api.pages.about import about, record_of
from api.pages.deps import Pages, Sent, Shown, Therapist
from api.pages.forms import Form, accept
from api.pages.moments import fields_of, instant_of
from api.pages.page_routes import PageRoute, see
from api.pages.rendering import Page
from api.pages.rows import MORE, Group
from api.platform.http.edits import Edit
from api.platform.http.paging import Paging
from api.tables import Appointment

router = APIRouter(
    route_class=PageRoute, prefix="/clients/{client_id}/sessions", include_in_schema=False
)
FINDINGS = Group("findings", ("region", "side", "root_cause", "referred_to"), spare=1, most=40)
ROM = Group("rom", ("joint", "movement", "side", "degrees"), spare=2, most=60)
UNKNOWN = {"date": "", "time": ""}
ALL_EPISODES = Paging(100, None, b"")


@router.get("")
async def list_sessions(
    client_id: UUID, me: Therapist, page: Shown, session: Session, now: Now, pages: Pages
) -> Response:
    """Show a client's sessions, what is to come before what was, and her episodes of care."""
    await access.client(session, client_id, me, now, "view appointments")
    access.note(session, me, now, "view episodes", client_id)
    found, cursor = await appointments_of(session, client_id, pages, newest_first=True)
    ahead = [each for each in found if each.status == "planned" and each.starts_at > now]
    episodes, _ = await episodes_of(session, client_id, ALL_EPISODES, now)
    return page.render(
        "sessions.html",
        client=await about(session, client_id, now),
        ahead=ahead[::-1],
        behind=[each for each in found if each not in ahead],
        episodes=episodes[::-1],
        cursor=cursor,
    )


@router.get("/new")
async def show_new_session(
    client_id: UUID, me: Therapist, page: Shown, session: Session, now: Now
) -> Response:
    """Show the form of a session that is planned, or was held."""
    await access.client(session, client_id, me, now, "view appointments")
    return await _form_of(page, session, client_id, None, me, now)


@router.post("/new")
async def add_session(
    client_id: UUID,
    request: Request,
    me: Therapist,
    sent: Sent,
    page: Shown,
    session: Session,
    now: Now,
    config: Config,
    library: Content,
) -> Response:
    """Note a session; or show the form with more rows."""
    form = _packed(request, sent)
    if form.ticked(MORE):
        await access.client(session, client_id, me, now, "view appointments")
        return await _form_of(replace(page, sent=form), session, client_id, None, me, now)
    said = _said(form, me)
    body = accept(AppointmentIn, said)
    await note_appointment(session, me, client_id, body, now, library, config)
    return see(f"/clients/{client_id}/sessions")


@router.get("/{appointment_id}")
async def show_session(
    client_id: UUID, appointment_id: UUID, me: Therapist, page: Shown, session: Session, now: Now
) -> Response:
    """Show a session: what became of it, what was found, and what the client said of it."""
    shown = await _read(session, client_id, appointment_id, me, now)
    return await _form_of(page, session, client_id, shown, me, now)


@router.post("/{appointment_id}")
async def edit_session(
    client_id: UUID,
    appointment_id: UUID,
    request: Request,
    me: Therapist,
    sent: Sent,
    page: Shown,
    session: Session,
    now: Now,
    config: Config,
    library: Content,
) -> Response:
    """Change a session; or show the form with more rows."""
    form = _packed(request, sent)
    if form.ticked(MORE):
        shown = await _read(session, client_id, appointment_id, me, now)
        return await _form_of(replace(page, sent=form), session, client_id, shown, me, now)
    body = Edit(AppointmentPatch, _said(form, me))
    await change_appointment(
        session, me, appointment_id, body, form.text("etag"), now, library, config
    )
    await record_of(session, Appointment, appointment_id, client_id, me, now)
    return see(f"/clients/{client_id}/sessions")


async def _read(
    session: AsyncSession, client_id: UUID, appointment_id: UUID, me: Caller, now: Now
) -> AppointmentOut:
    row = await record_of(session, Appointment, appointment_id, client_id, me, now, WITH_FEEDBACK)
    access.note(session, me, now, "view appointment", client_id)
    return await shown_of(session, row)


async def _form_of(
    page: Page,
    session: AsyncSession,
    client_id: UUID,
    shown: AppointmentOut | None,
    me: Caller,
    now: datetime,
) -> Response:
    return page.render(
        "session.html",
        client=await about(session, client_id, now),
        shown=shown,
        when=fields_of(shown.starts_at, me) if shown else UNKNOWN,
        findings=FINDINGS.shown(page, shown.findings if shown else ()),
        rom=ROM.shown(page, shown.rom if shown else ()),
    )


def _packed(request: Request, sent: Form) -> Form:
    """Return a form without gaps between its rows; it is this that is shown again."""
    request.state.sent = form = ROM.packed(FINDINGS.packed(sent))
    return form


def _said(form: Form, me: Caller) -> dict[str, Any]:
    """Return a form as the members of the API's body."""
    said = {
        "starts_at": instant_of(form, me),
        "duration_min": form.whole("duration_min"),
        "status": form.text("status"),
        "note": form.text("note"),
    }
    rows = {
        "findings": [_finding(form, f"findings.{n}") for n in FINDINGS.filled(form)],
        "rom": [_measurement(form, f"rom.{n}") for n in ROM.filled(form)],
    }
    left = {name: value for name, value in said.items() if value is not None or name == "note"}
    return left | rows


def _finding(form: Form, row: str) -> dict[str, Any]:
    optional = {name: form.text(f"{row}.{name}") for name in ("side", "root_cause")}
    spread = {"referred_to": form.texts(f"{row}.referred_to")}
    return _needed(region=form.text(f"{row}.region")) | optional | spread


def _measurement(form: Form, row: str) -> dict[str, Any]:
    needed = _needed(
        joint=form.text(f"{row}.joint"),
        movement=form.text(f"{row}.movement"),
        degrees=form.whole(f"{row}.degrees"),
    )
    return needed | {"side": form.text(f"{row}.side")}


def _needed(**values: Any) -> dict[str, Any]:
    """Return what was said of fields that the body has to have: the others it calls missing."""
    return {name: value for name, value in values.items() if value is not None}
