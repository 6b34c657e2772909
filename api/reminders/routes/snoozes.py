"""/v1/me/reminders/{id}/snooze: remind me of this again, a little later."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import ConfigDict

from api.access.deps import ClientMe, Now, Session
from api.access.repeatable import RepeatableRoute
from api.care.locks import lock_client
from api.platform.http.errors import Conflict, refusals
from api.platform.http.fields import PhoneIn, whole
from api.reminders.done import note_answer
from api.reminders.shown import ReminderOut, require_mine, show_reminder
from api.reminders.snoozes import put_off, snooze_of
from api.rules.reminders.answers import LONGEST_MIN, SHORTEST_MIN

router = APIRouter(route_class=RepeatableRoute, prefix="/v1/me/reminders", tags=["reminders"])


class SnoozeIn(PhoneIn):
    model_config = ConfigDict(json_schema_extra={"examples": [{"minutes": 15}]})

    minutes: Annotated[int, whole(SHORTEST_MIN, LONGEST_MIN)]


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
    row = await require_mine(session, reminder_id, me.id)
    snooze = await snooze_of(session, row)
    if snooze is None:
        snooze = await put_off(session, row, client, now + timedelta(minutes=body.minutes), now)
        # She who puts it off does not ignore it.
        await note_answer(session, me.id)
        response.status_code = 201
    return show_reminder(snooze, me.timezone)
