"""/v1/me/reminders/{id}/receipt: the phone got a push, and what became of it there."""

from uuid import UUID

from fastapi import APIRouter

from api.access.deps import Me, Now, Session
from api.platform.http.bodies import JsonRoute
from api.platform.http.errors import Conflict, refusals
from api.platform.http.uploads import UploadOut
from api.reminders.done import note_answer
from api.reminders.receipts import ReceiptIn, note_receipt
from api.reminders.shown import ReminderOut, show_reminder

router = APIRouter(route_class=JsonRoute, prefix="/v1/me/reminders", tags=["reminders"])


class ReceiptOut(ReminderOut, UploadOut):
    """The reminder as it is now."""


@router.put(
    "/{reminder_id}/receipt",
    operation_id="put_receipt",
    response_model=ReceiptOut,
    responses=refusals(Conflict),
)
async def put_receipt(
    reminder_id: UUID, body: ReceiptIn, me: Me, session: Session, now: Now
) -> ReceiptOut:
    """Say what became of a push on this phone. Of each instant the earliest report holds."""
    row, is_opened, _ = await note_receipt(session, reminder_id, body, me, now)
    if is_opened:
        await note_answer(session, me.id)
    return ReceiptOut(**dict(show_reminder(row, me.timezone)), server_time=now)
