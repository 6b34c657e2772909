"""Loading one local date of a client in few queries, and telling on which dates slots were due."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import Date, Uuid, bindparam, case, literal, null, select, union
from sqlalchemy.ext.asyncio import AsyncSession

from api.care.plans import CarePlan, load_care_plan
from api.platform.http.errors import Invalid
from api.rules.instants import REACH, History
from api.rules.plan.owed import why_not_owed
from api.rules.plan.plans import Plan, effective_on, falls_on, newest_first
from api.rules.plan.schedules import duty_slots
from api.rules.reminders.agenda import CHECK_IN
from api.rules.uploads import LATE_UPLOAD_DAYS
from api.tables import Appointment, CheckIn, Client, ExcusedPeriod, Log

STREAK_DAYS = 366
# Built once: every phone sends this whenever its app is opened.
_CLIENT = bindparam("client", type_=Uuid())
_ON, _SINCE = bindparam("on", type_=Date()), bindparam("since", type_=Date())
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
_AROUND = (
    select(Client.check_in_time, _EXCUSED, Appointment)
    .outerjoin(Appointment, Appointment.id == _NEXT_APPOINTMENT)
    .where(Client.id == _CLIENT)
)
_IS_ON = Log.local_date == _ON
_HAPPENED = union(
    # One row per date with a log, and one per logged slot of the requested date.
    select(
        Log.local_date,
        case((_IS_ON, Log.prescription_id)),
        case((_IS_ON, Log.slot)),
        case((_IS_ON, Log.outcome)),
    ).where(Log.client_id == _CLIENT, Log.local_date.between(_SINCE, _ON), Log.undone.is_(False)),
    select(CheckIn.on_date, null(), literal(CHECK_IN), null()).where(
        CheckIn.client_id == _CLIENT, CheckIn.on_date.between(_SINCE, _ON), CheckIn.answered
    ),
)


@dataclass(frozen=True, slots=True)
class Day:
    """A client's local date: her plan, and what she logged so far.

    `outcomes` is keyed by (prescription, slot); `active_on` holds the dates with a log or a
    check-in, as far back as a streak can reach.
    """

    on: date
    now: datetime
    care: CarePlan
    check_in_time: time
    checked_in: bool
    excused: str | None
    next_appointment: Appointment | None
    outcomes: dict[tuple[UUID, str], str]
    active_on: frozenset[date]


class DueDates:
    """The dates on which a plan had slots due, computed only for the dates that are tested.

    A year of a large plan takes tens of milliseconds, and a streak tests few of its dates.
    """

    def __init__(self, care: CarePlan) -> None:
        self._care = care

    def __contains__(self, day: object) -> bool:
        plans, history = self._care.plans, self._care.history
        return isinstance(day, date) and any(_is_due(plan, history, day) for plan in plans)


async def load_day(session: AsyncSession, client_id: UUID, on: date | None, now: datetime) -> Day:
    """Return a client's date: `on`, or by default today in her time zone."""
    care = await load_care_plan(session, client_id)
    on = _asked(on, care, now)
    asked = {"client": client_id, "on": on, "since": on - timedelta(days=STREAK_DAYS), "now": now}
    check_in_time, excused, next_appointment = (await session.execute(_AROUND, asked)).one()
    happened = (await session.execute(_HAPPENED, asked)).all()
    return Day(
        on=on,
        now=now,
        care=care,
        check_in_time=check_in_time,
        checked_in=any(day == on and slot == CHECK_IN for day, _, slot, _ in happened),
        excused=excused,
        next_appointment=next_appointment,
        outcomes={(item, slot): outcome for _, item, slot, outcome in happened if item},
        active_on=frozenset(day for day, *_ in happened),
    )


def _asked(on: date | None, care: CarePlan, now: datetime) -> date:
    today = care.today(now)
    if on is not None and abs((on - today).days) > LATE_UPLOAD_DAYS:
        raise Invalid("/query/on", "too_far_from_today", "At most 92 days from today.")
    return on or today


def _is_due(plan: Plan, history: History, day: date) -> bool:
    return _may_be_due(plan, day) and any(
        why_not_owed(plan, history, slot) is None for slot in duty_slots(plan, history, day, day)
    )


def _may_be_due(plan: Plan, day: date) -> bool:
    """Return False for dates that start, end and weekdays rule out, which are most: it is cheap."""
    noon = datetime.combine(day, time(12), UTC)
    first, last = noon - REACH, noon + REACH
    if plan.stopped_at is not None and plan.stopped_at <= first:
        return False
    if any(p.from_at <= first and (p.until_at is None or last < p.until_at) for p in plan.pauses):
        return False
    return any(
        version.committed_at <= last and falls_on(version.schedule, day)
        for version in effective_on(newest_first(plan), day)
    )
