"""What a client says of a session afterwards: how it comes, what holds, what is still asked."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Annotated, Any, Literal, NamedTuple
from uuid import UUID

from pydantic import ConfigDict, Field
from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from api import access
from api.access.callers import Caller
from api.care.calendars import load_zones
from api.care.uploads import hold
from api.platform.http.errors import Conflict, Invalid
from api.platform.http.fields import LocalDate, Note, Out, PhoneIn, Score
from api.platform.http.local_times import LocalTimeOut, local_time
from api.platform.http.uploads import TIMES, RecordedIn
from api.rules.appointments.courses import NOT_HELD
from api.rules.appointments.feedback import dates_missing, refused_soreness
from api.rules.instants import History, local_date_in_history, zone_in_history
from api.rules.uploads import LATE_UPLOAD_DAYS, Upload, upload_of
from api.tables import Appointment, Client, Feedback

LATEST = timedelta(days=LATE_UPLOAD_DAYS)
WITH_FEEDBACK = joinedload(Appointment.feedback)
NEWEST_HELD = (
    select(Appointment.id)
    .where(
        Appointment.client_id == Client.id,
        Appointment.status.not_in(NOT_HELD),
        Appointment.starts_at <= bindparam("now"),
        Appointment.starts_at > bindparam("asked_since"),
    )
    .order_by(Appointment.starts_at.desc(), Appointment.id.desc())
    .limit(1)
    .correlate(Client)
    .scalar_subquery()
)
"""The newest session that a client is asked about, as a column of a statement on clients.

It began within `ASKED_FOR` before `now`, which is since `asked_since`, and was not called off.
"""


class Held(NamedTuple):
    """A session that was held, and what the client said of it; null where she said nothing."""

    appointment_id: UUID
    starts_at: datetime
    pressure: str | None
    soreness: Sequence[Mapping[str, Any]] | None


class Soreness(PhoneIn):
    """How sore she was on a date; 0 is not at all."""

    date: LocalDate
    value: Score


class FeedbackIn(RecordedIn):
    """All that is to hold from now on: each upload takes the place of an earlier one."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "pressure": "right",
                    "soreness": [
                        {"date": "2026-03-02", "value": 3},
                        {"date": "2026-03-03", "value": 1},
                    ],
                    "note": "Much looser.",
                    "recorded_at": "2026-03-03T19:12:30+01:00",
                }
            ]
        }
    )

    pressure: Literal["too_little", "right", "too_much"] | None = None
    soreness: Annotated[list[Soreness], Field(max_length=10)] = []
    note: Note | None = None


class SorenessOut(Out):
    date: date
    value: int


class FeedbackOut(Out):
    pressure: str | None
    soreness: list[SorenessOut]
    note: str | None
    recorded_at: datetime


class FeedbackAsked(Out):
    """What is missing of the newest session's feedback; pressure is null when it is."""

    appointment_id: UUID
    starts_at: datetime
    starts_local: LocalTimeOut
    pressure: str | None
    soreness_dates_missing: list[date]


async def give_feedback(
    session: AsyncSession, appointment_id: UUID, body: FeedbackIn, me: Caller, now: datetime
) -> tuple[Feedback, bool]:
    """Store what a client says of a session of hers, under her lock; tell whether it is the first.

    Replays and reorderings converge.
    """
    row = await access.fetch(session, Appointment, appointment_id, me, now, WITH_FEEDBACK)
    return await store_feedback(session, row, body, me, now)


async def store_feedback(
    session: AsyncSession, row: Appointment, body: FeedbackIn, me: Caller, now: datetime
) -> tuple[Feedback, bool]:
    """Return what is stored of a session now, and whether this body is its first.

    `row` is loaded with its feedback. What holds already is not judged again: the appointment may
    have been called off since. Anything else is refused of a session that was not held or too long
    ago, and for dates that are not asked about.
    """
    stored, upload = row.feedback, _upload(body, me, now)
    if stored is not None and stored.upload.repeats(upload):
        await hold(session, stored, upload)
        return stored, False
    _require_held(row, now)
    await _require_dates(session, row, body, upload)
    if stored is None:
        key = {"client_id": row.client_id, "appointment_id": row.id}
        first = Feedback(created_at=now, **key, **Feedback.columns_of(upload))
        session.add(first)
        return first, True
    await hold(session, stored, upload)
    return stored, False


def feedback_to_give(held: Held, now: datetime, history: History) -> FeedbackAsked | None:
    """Return what the home screen asks about the newest session, None when nothing is missing.

    `history` are the client's zones.
    """
    at = held.starts_at
    held_on, today = (local_date_in_history(each, history) for each in (at, now))
    told_on = {date.fromisoformat(sore["date"]) for sore in held.soreness or ()}
    missing = dates_missing(held_on, told_on, today)
    if held.pressure is not None and not missing:
        return None
    return FeedbackAsked(
        appointment_id=held.appointment_id,
        starts_at=at,
        starts_local=local_time(at, zone_in_history(at, history)),
        pressure=held.pressure,
        soreness_dates_missing=missing,
    )


def _upload(body: FeedbackIn, me: Caller, now: datetime) -> Upload:
    answers = body.model_dump(mode="json", exclude=TIMES)
    answers["soreness"].sort(key=lambda sore: sore["date"])
    return upload_of(answers, body.stamps(me.sign_in_id, now))


def _require_held(row: Appointment, now: datetime) -> None:
    """Refuse feedback to a session that was not held, or too long ago."""
    if row.starts_at > now:
        title = "This appointment has not begun yet."
        raise Conflict(code="appointment_not_begun", title=title)
    if row.status in NOT_HELD:
        raise Conflict(code="appointment_not_held", title="This appointment was not held.")
    if now - row.starts_at > LATEST:
        raise Invalid("/recorded_at", "feedback_too_late", "This appointment is too long ago.")


async def _require_dates(
    session: AsyncSession, row: Appointment, body: FeedbackIn, upload: Upload
) -> None:
    history = await load_zones(session, row.client_id)
    held_on = local_date_in_history(row.starts_at, history)
    told_on = [sore.date for sore in body.soreness]
    refused = refused_soreness(told_on, held_on, upload.latest_date(history))
    if refused:
        index, code = refused
        raise Invalid(f"/soreness/{index}/date", code, "Soreness cannot be told of this date.")
