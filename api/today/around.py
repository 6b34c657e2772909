"""What is around a date of a client: her excuse, goals, what comes next, is asked, who to call."""

from datetime import date, datetime, time
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Date, and_, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from api.appointments.feedback import NEWEST_HELD, Held
from api.diary.check_ins import ANSWERED_OF_WEEK
from api.platform.statements import fetch
from api.rules.appointments.feedback import ASKED_FOR
from api.rules.plan.goals import ACTIVE
from api.rules.uploads import asked_week
from api.tables import Appointment, Client, ExcusedPeriod, Feedback, Goal, Practice

_ON = bindparam("on", type_=Date())
_NEXT_APPOINTMENT = (
    select(Appointment.id)
    .where(
        Appointment.client_id == Client.id,
        Appointment.status == "planned",
        Appointment.starts_at >= bindparam("now"),
    )
    .order_by(Appointment.starts_at)
    .limit(1)
    .correlate(Client)
    .scalar_subquery()
)
_EXCUSED = (
    select(ExcusedPeriod.reason)
    .where(
        ExcusedPeriod.client_id == Client.id,
        ExcusedPeriod.from_on <= _ON,
        ExcusedPeriod.to_on >= _ON,
    )
    .order_by(ExcusedPeriod.id.desc())
    .limit(1)
    .scalar_subquery()
)
_Next, _Held = aliased(Appointment), aliased(Appointment)
# Built once: every phone sends this whenever its app is opened. One row for each of her goals, of
# which there are three at most, or a single one without.
_AROUND = (
    select(
        Client.check_in_time,
        Client.created_at,
        Client.erase_at,
        Practice.country,
        _EXCUSED.label("excused"),
        ANSWERED_OF_WEEK.label("week_answered"),
        _Next.id.label("next_id"),
        _Next.starts_at.label("next_starts_at"),
        _Next.duration_min.label("next_duration_min"),
        _Held.id.label("held_id"),
        _Held.starts_at.label("held_starts_at"),
        Feedback.pressure,
        Feedback.soreness,
        Goal.id.label("goal_id"),
        Goal.text.label("goal_text"),
    )
    .join(Practice, Practice.id == Client.practice_id)
    .outerjoin(_Next, _Next.id == _NEXT_APPOINTMENT)
    .outerjoin(_Held, _Held.id == NEWEST_HELD)
    .outerjoin(Feedback, Feedback.appointment_id == _Held.id)
    .outerjoin(Goal, and_(Goal.client_id == Client.id, Goal.state == ACTIVE))
    .where(Client.id == bindparam("client"))
    .order_by(Goal.id)
)


class Upcoming(NamedTuple):
    """Her next appointment."""

    id: UUID
    starts_at: datetime
    duration_min: int


class Aim(NamedTuple):
    """One of the goals that she has now."""

    id: UUID
    text: str


class Around(NamedTuple):
    """`country` is her practice's, `monday` that of the week which is asked about on the date."""

    created_at: datetime
    erase_at: datetime | None
    check_in_time: time
    country: str | None
    excused: str | None
    monday: date
    week_answered: bool
    upcoming: Upcoming | None
    held: Held | None
    goals: list[Aim]


async def load_around(session: AsyncSession, client_id: UUID, on: date, now: datetime) -> Around:
    """Return what is around a date of a client; one query."""
    monday = asked_week(on)
    days = {"on": on, "now": now, "monday": monday, "asked_since": now - ASKED_FOR}
    rows = await fetch(session, _AROUND, {"client": client_id, **days})
    row = rows[0]
    upcoming = Upcoming(row.next_id, row.next_starts_at, row.next_duration_min)
    held = Held(row.held_id, row.held_starts_at, row.pressure, row.soreness)
    return Around(
        created_at=row.created_at,
        erase_at=row.erase_at,
        check_in_time=row.check_in_time,
        country=row.country,
        excused=row.excused,
        monday=monday,
        week_answered=row.week_answered,
        upcoming=upcoming if row.next_id else None,
        held=held if row.held_id else None,
        goals=[Aim(each.goal_id, each.goal_text) for each in rows if each.goal_id],
    )
