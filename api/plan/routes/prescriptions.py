"""What a therapist prescribes: created, listed, edited into new versions."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from api import access
from api.access.deps import Config, Content, Now, Pages, Session, Therapist
from api.access.repeatable import RepeatableRoute
from api.care.plans import WHOLE
from api.plan.prescribing import edit_prescribed, prescribe
from api.plan.prescriptions import PrescriptionOut, Which, prescribed_to, show_prescription
from api.plan.versions import PrescriptionIn, PrescriptionPatch
from api.platform.http.edits import Sent
from api.platform.http.errors import Conflict, IfMatchRequired, StaleEdit, refusals
from api.platform.http.etags import IF_MATCH
from api.platform.http.fields import Out
from api.tables import Prescription

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
    spread_s = config.reminder_spread_s
    return await prescribe(session, me, client_id, body, now, library, spread_s)


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
    state: Annotated[Which, Query()] = "all",
) -> PrescriptionPage:
    """List a client's prescriptions, oldest first, each with its ETag."""
    await access.client(session, client_id, me, now, "view prescriptions")
    rows = list(
        await session.scalars(pages.select(prescribed_to(client_id, state), Prescription.id))
    )
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
    shown = await edit_prescribed(
        session,
        me,
        prescription_id,
        body,
        request.headers.get("if-match"),
        now,
        library,
        config.reminder_spread_s,
    )
    response.headers["ETag"] = shown.etag
    return shown
