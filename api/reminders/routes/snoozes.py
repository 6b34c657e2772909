"""/v1/me/reminders/{id}/snooze: remind me of this again, a little later."""

from uuid import UUID

from fastapi import APIRouter, Response

from api.access.deps import ClientMe, Now, Session
from api.access.repeatable import RepeatableRoute
from api.care.locks import lock_client
from api.platform.http.errors import Conflict, refusals
from api.reminders.done import note_answer
from api.reminders.shown import ReminderOut, show_reminder
from api.reminders.snoozes import SnoozeIn, snooze_one

router = APIRouter(route_class=RepeatableRoute, prefix="/v1/me/reminders", tags=["reminders"])


@router.post(
    "/{reminder_id}/snooze",
    operation_id="snooze_reminder",
    response_model=ReminderOut,
    responses={
        201: {"model": ReminderOut, "description": "Put off for the first time."},
        **refusals(Conflict),
    },
)
async def snooze_reminder(
    reminder_id: UUID,
    body: SnoozeIn,
    me: ClientMe,
    session: Session,
    now: Now,
    response: Response,
) -> ReminderOut:
    """Have one more reminder of the same. Asked again it is the one that there is already."""
    # Her plan stays as it is until the snooze is part of it.
    client = await lock_client(session, me.id)
    snooze, is_first = await snooze_one(session, reminder_id, body, client, now)
    if is_first:
        # She who puts it off does not ignore it.
        await note_answer(session, me.id)
        response.status_code = 201
    return show_reminder(snooze, me.timezone)
