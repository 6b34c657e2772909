"""What a client says of a session afterwards: how it is sent, and what is still to be asked."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from api.platform.http.fields import Out
from api.rules.appointments.courses import NOT_HELD
from api.rules.appointments.feedback import ASKED_FOR, dates_missing
from api.rules.instants import History, local_date_in_history
from api.tables import Appointment, Feedback

WITH_FEEDBACK = joinedload(Appointment.feedback)


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
    pressure: str | None
    soreness_dates_missing: list[date]


async def feedback_to_give(
    session: AsyncSession, client_id: UUID, now: datetime, history: History
) -> FeedbackAsked | None:
    """Return what the home screen asks about the newest session, None when nothing is missing.

    Asked is about a session that began within the last four days and was not called off;
    `history` are the client's zones (one query).
    """
    row = await session.scalar(
        select(Appointment)
        .where(
            Appointment.client_id == client_id,
            Appointment.status.not_in(NOT_HELD),
            Appointment.starts_at <= now,
            Appointment.starts_at > now - ASKED_FOR,
        )
        .order_by(Appointment.starts_at.desc(), Appointment.id.desc())
        .limit(1)
        .options(WITH_FEEDBACK)
    )
    return None if row is None else _asked(row, row.feedback, now, history)


def _asked(
    row: Appointment, given: Feedback | None, now: datetime, history: History
) -> FeedbackAsked | None:
    told_on = {date.fromisoformat(sore["date"]) for sore in given.soreness} if given else set()
    held_on, today = (local_date_in_history(at, history) for at in (row.starts_at, now))
    asked = FeedbackAsked(
        appointment_id=row.id,
        starts_at=row.starts_at,
        pressure=given.pressure if given else None,
        soreness_dates_missing=dates_missing(held_on, told_on, today),
    )
    return asked if asked.pressure is None or asked.soreness_dates_missing else None
