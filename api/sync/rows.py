"""What is read for a phone: rows of the last weeks, each kind by one statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.plan.acknowledgements import load_read
from api.platform.statements import fetch, fetch_one
from api.rules.uploads import WEEK
from api.tables import (
    Account,
    Appointment,
    CheckIn,
    Client,
    ExcusedPeriod,
    Feedback,
    Log,
    Reminder,
    WeeklyCheckIn,
)
from api.today import Day, load_day

BACK = timedelta(days=31)
"""How far back a phone has what was told: older answers are read by their own routes."""
TODAY = timedelta(hours=36)
"""How long ago her date may have begun, wherever she was."""


@dataclass(frozen=True, slots=True)
class Rows:
    """All that a phone of a client shows, as it is stored now."""

    today: Day
    person: Any
    logs: Sequence[Any]
    check_ins: Sequence[Any]
    weeks: Sequence[Any]
    excused: Sequence[Any]
    appointments: Sequence[Any]
    reminders: Sequence[Any]
    read: Any


async def load_rows(session: AsyncSession, client_id: UUID, now: datetime) -> Rows:
    """Return what a phone of a client shows; as many statements, however much it is."""
    today = await load_day(session, client_id, None, now)
    since: dict[str, UUID | date] = {"client": client_id, "since": today.on - BACK}
    return Rows(
        today=today,
        person=await fetch_one(session, _PERSON, {"client": client_id}),
        logs=await fetch(session, _LOGS, since),
        check_ins=await fetch(session, _CHECK_INS, since),
        weeks=await fetch(session, _WEEKS, {**since, "since": today.on - BACK - WEEK}),
        excused=await fetch(session, _EXCUSED, since),
        appointments=await fetch(
            session, _APPOINTMENTS, {"client": client_id, "since": now - BACK}
        ),
        reminders=await fetch(
            session, _REMINDERS, {"client": client_id, "now": now, "since": now - TODAY}
        ),
        read=await load_read(session, client_id),
    )


def _told(table: Any, date_column: str) -> Select[*tuple[Any, ...]]:
    """Return the query of what she told since a date and did not take back."""
    return select(table).where(
        table.c.client_id == bindparam("client"),
        table.c[date_column] >= bindparam("since"),
        table.c.undone.is_(False),
    )


# Built once.
_PERSON: Select[*tuple[Any, ...]] = (
    select(
        Account.id,
        Account.role,
        Account.name,
        Account.email,
        Account.timezone,
        Account.timezone_pinned,
        Account.locale,
        Account.created_at,
        Client.quiet_from,
        Client.quiet_to,
        Client.check_in_time,
        Client.reminder_cap,
        Client.discharged_at,
    )
    .join(Client, Client.id == Account.id)
    .where(Account.id == bindparam("client"))
)
_LOGS = _told(Log.__table__, "local_date")
_CHECK_INS = _told(CheckIn.__table__, "on_date")
_WEEKS = _told(WeeklyCheckIn.__table__, "monday")
_PERIOD: Any = ExcusedPeriod.__table__
_EXCUSED = (
    select(_PERIOD)
    .where(_PERIOD.c.client_id == bindparam("client"), _PERIOD.c.to_on >= bindparam("since"))
    .order_by(_PERIOD.c.id.desc())
)
_APPOINTMENTS: Select[*tuple[Any, ...]] = (
    select(
        Appointment.id,
        Appointment.starts_at,
        Appointment.duration_min,
        Appointment.status,
        Feedback.pressure,
        Feedback.soreness,
        Feedback.note,
        Feedback.recorded_at,
    )
    .outerjoin(Feedback, Feedback.appointment_id == Appointment.id)
    .where(
        Appointment.client_id == bindparam("client"), Appointment.starts_at >= bindparam("since")
    )
    .order_by(Appointment.starts_at)
)
_REMINDERS: Select[*tuple[Any, ...]] = select(
    Reminder.id,
    Reminder.source,
    Reminder.subject_id,
    Reminder.prescription_id,
    Reminder.local_date,
    Reminder.slot,
    Reminder.state,
    Reminder.reason,
    Reminder.due_at,
    Reminder.expires_at,
).where(
    Reminder.account_id == bindparam("client"),
    or_(Reminder.expires_at > bindparam("now"), Reminder.due_at > bindparam("since")),
)
