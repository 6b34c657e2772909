"""What a therapist prescribes: created, listed, edited into new versions."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api import access
from api.access.callers import Caller
from api.access.deps import Config, Content, Now, Pages, Session, Therapist
from api.access.repeatable import RepeatableRoute
from api.care.plans import WHOLE
from api.library import Exercise, Library
from api.plan.cautions import warnings_of
from api.plan.clearances import contraindications_of
from api.plan.prescribing import (
    PrescriptionIn,
    PrescriptionPatch,
    Setting,
    first_version,
    next_version,
)
from api.plan.prescriptions import PrescriptionOut, show_prescription
from api.platform.http.edits import Sent
from api.platform.http.errors import Conflict, IfMatchRequired, Invalid, StaleEdit, refusals
from api.platform.http.etags import IF_MATCH, require_match
from api.platform.http.fields import Out
from api.platform.ids import new_id
from api.reminders.planning import replan
from api.rules.instants import local_date, zone
from api.tables import Account, Client, Prescription, PrescriptionVersion

router = APIRouter(route_class=RepeatableRoute, prefix="/v1", tags=["prescriptions"])


class PrescriptionPage(Out):
    items: list[PrescriptionOut]
    next_cursor: str | None


@router.post(
    "/clients/{client_id}/prescriptions",
    operation_id="prescribe",
    response_model=PrescriptionOut,
    status_code=201,
    responses=refusals(Conflict),
)
async def create_prescription(
    client_id: UUID,
    body: PrescriptionIn,
    me: Therapist,
    session: Session,
    now: Now,
    config: Config,
    library: Content,
) -> PrescriptionOut:
    """Prescribe a library item, pinned at its present version.

    What is contraindicated for the client is refused unless a clearance gives the reason.
    """
    client = await access.client(session, client_id, me, now, "prescribe", lock=True)
    item = _prescribable(library, body.exercise)
    version = first_version(body, await _setting(session, client, item, now))
    row = _begun(client_id, item, _stamped(version, me, now))
    session.add(row)
    await session.flush()
    await replan(session, client_id, now, config.reminder_spread_s)
    return show_prescription(row, now, await warnings_of(session, row, item, client))


@router.get(
    "/clients/{client_id}/prescriptions",
    operation_id="list_prescriptions",
    response_model=PrescriptionPage,
)
async def list_prescriptions(
    client_id: UUID,
    me: Therapist,
    session: Session,
    now: Now,
    pages: Pages,
    state: Annotated[Literal["current", "stopped", "all"], Query()] = "all",
) -> PrescriptionPage:
    """List a client's prescriptions, oldest first, each with its ETag."""
    await access.client(session, client_id, me, now, "view prescriptions")
    query = select(Prescription).where(Prescription.client_id == client_id).options(*WHOLE)
    if state != "all":
        is_current = Prescription.stopped_at.is_(None)
        query = query.where(is_current if state == "current" else ~is_current)
    rows = list(await session.scalars(pages.select(query, Prescription.id)))
    shown, cursor = pages.cut(rows, lambda row: (row.id,))
    return PrescriptionPage(
        items=[show_prescription(row, now) for row in shown], next_cursor=cursor
    )


@router.get(
    "/prescriptions/{prescription_id}",
    operation_id="get_prescription",
    response_model=PrescriptionOut,
)
async def get_prescription(
    prescription_id: UUID, me: Therapist, session: Session, now: Now, response: Response
) -> PrescriptionOut:
    """Read one prescription."""
    row = await access.fetch(session, Prescription, prescription_id, me, now, *WHOLE)
    access.note(session, me, now, "view prescription", row.client_id)
    shown = show_prescription(row, now)
    response.headers["ETag"] = shown.etag
    return shown


@router.patch(
    "/prescriptions/{prescription_id}",
    operation_id="edit_prescription",
    response_model=PrescriptionOut,
    responses=refusals(Conflict, StaleEdit, IfMatchRequired),
    openapi_extra=IF_MATCH,
)
async def edit_prescription(
    prescription_id: UUID,
    body: Sent[PrescriptionPatch],
    me: Therapist,
    session: Session,
    now: Now,
    config: Config,
    library: Content,
    request: Request,
    response: Response,
) -> PrescriptionOut:
    """Make a new version from a date on. Needs the ETag that was read, as If-Match.

    An edit that would change nothing makes none. A clearance is carried on for what it cleared.
    """
    row = await access.fetch(session, Prescription, prescription_id, me, now, *WHOLE, lock=True)
    client = await access.fetch(session, Client, row.client_id, me, now, lock=True)
    newest = row.versions[-1]
    item = library.pinned(row.exercise, newest.exercise_version)
    shown = show_prescription(row, now, await warnings_of(session, row, item, client))
    require_match(request, shown.etag)
    edit = body.of(shown)
    version = next_version(newest, edit, await _setting(session, client, item, now))
    access.note_edit(session, me, now, "prescription", client.id, changed=version is not None)
    if version is not None:
        _require_going_on(row)
        row.versions.append(_stamped(version, me, now))
        await session.flush()
        await replan(session, client.id, now, config.reminder_spread_s)
        shown = show_prescription(row, now, await warnings_of(session, row, item, client))
    response.headers["ETag"] = shown.etag
    return shown


def _prescribable(library: Library, slug: str) -> Exercise:
    item = library.exercise(slug)
    if item is None or item.review_state == "retired":
        raise Invalid("/exercise", "unknown_exercise", "No such item can be prescribed.")
    return item


def _require_going_on(row: Prescription) -> None:
    if row.stopped_at is not None:
        raise Conflict(code="prescription_stopped", title="This prescription was stopped.")


def _begun(client_id: UUID, item: Exercise, version: PrescriptionVersion) -> Prescription:
    """Return a prescription that begins with a version, by whom and when that was made."""
    return Prescription(
        id=new_id(),
        created_at=version.created_at,
        client_id=client_id,
        created_by=version.created_by,
        exercise=item.slug,
        kind=item.kind,
        pauses=[],
        versions=[version],
    )


async def _setting(session: AsyncSession, client: Client, item: Exercise, now: datetime) -> Setting:
    account = await session.get_one(Account, client.id)
    today = local_date(now, zone(account.timezone))
    codes = await contraindications_of(session, client)
    return Setting(item, codes, account.timezone, today)


def _stamped(version: PrescriptionVersion, me: Caller, now: datetime) -> PrescriptionVersion:
    version.created_at, version.created_by = now, me.id
    return version
