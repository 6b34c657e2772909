"""/v1/clients/{id}/safety-events: red flags and exercise stops as they happened, for ever."""

from datetime import date, datetime
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy import select

from api import access
from api.access.deps import Now, Pages, Session, Therapist
from api.platform.http.bodies import JsonRoute
from api.platform.http.fields import Out
from api.tables import Prescription, SafetyEvent

router = APIRouter(route_class=JsonRoute, prefix="/v1/clients", tags=["alerts"])
PAIN = ("pain_before", "pain_after", "max_pain")


class SafetyEventOut(Out):
    """`subject_id` is the check-in of a red flag or the log of a stop, `on` its local date.

    What stopped an exercise is told with the pain that was said and the most that was allowed.
    """

    id: UUID
    kind: str
    code: str
    level: str
    on: date
    subject_id: UUID
    prescription_id: UUID | None
    exercise: str | None
    pain_before: int | None
    pain_after: int | None
    max_pain: int | None
    created_at: datetime


class SafetyEventPage(Out):
    items: list[SafetyEventOut]
    next_cursor: str | None


@router.get(
    "/{client_id}/safety-events",
    operation_id="list_safety_events",
    response_model=SafetyEventPage,
)
async def list_safety_events(
    client_id: UUID, me: Therapist, session: Session, now: Now, pages: Pages
) -> SafetyEventPage:
    """List a client's red flags and exercise stops, the newest first."""
    await access.client(session, client_id, me, now, "view safety events")
    item = Prescription.id == SafetyEvent.prescription_id
    query = select(SafetyEvent, Prescription.exercise).outerjoin(Prescription, item)
    query = query.where(SafetyEvent.client_id == client_id)
    query = pages.select(query, SafetyEvent.created_at, SafetyEvent.id, newest_first=True)
    rows = [(event, exercise) for event, exercise in await session.execute(query)]
    shown, cursor = pages.cut(rows, lambda pair: (pair[0].created_at, pair[0].id))
    return SafetyEventPage(items=[_shown(*row) for row in shown], next_cursor=cursor)


def _shown(event: SafetyEvent, exercise: str | None) -> SafetyEventOut:
    return SafetyEventOut(
        id=event.id,
        kind=event.kind,
        code=event.code,
        level=event.level,
        on=event.on_date,
        subject_id=event.subject_id,
        prescription_id=event.prescription_id,
        exercise=exercise,
        created_at=event.created_at,
        **{name: event.evidence.get(name) for name in PAIN},
    )
