"""Loading one local date of a client in few queries, and telling on which dates slots were due."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import Date, Uuid, bindparam, case, null, select, union
from sqlalchemy.ext.asyncio import AsyncSession

from api.care.plans import CarePlan, load_care_plan
from api.platform.http.errors import Invalid
from api.platform.statements import fetch
from api.rules.instants import REACH, History
from api.rules.plan.owed import why_not_owed
from api.rules.plan.plans import Plan, effective_on, falls_on, newest_first
from api.rules.plan.schedules import Slot, duty_slots
from api.rules.reminders.agenda import CHECK_IN
from api.rules.uploads import LATE_UPLOAD_DAYS
from api.tables import CheckIn, Log
from api.today.around import Around, load_around

STREAK_DAYS = 366
# A slot of a pinned zone bears a date that is at most two from hers; the day before is shown, too.
NEAR_BACK, NEAR_AHEAD = timedelta(days=3), timedelta(days=2)
# Built once: every phone sends this whenever its app is opened.
_CLIENT = bindparam("client", type_=Uuid())
_ON, _SINCE = bindparam("on", type_=Date()), bindparam("since", type_=Date())
_NEAR_FROM, _NEAR_TO = bindparam("near_from", type_=Date()), bindparam("near_to", type_=Date())
_IS_NEAR = Log.local_date >= _NEAR_FROM
_HAPPENED = union(
    # One row per date of the streak, and one per slot and check-in of the dates around the
    # requested one.
    select(
        Log.local_date,
        case((_IS_NEAR, Log.prescription_id)),
        case((_IS_NEAR, Log.slot)),
        case((_IS_NEAR, Log.outcome)),
    ).where(
        Log.client_id == _CLIENT, Log.local_date.between(_SINCE, _NEAR_TO), Log.undone.is_(False)
    ),
    select(CheckIn.on_date, null(), case((CheckIn.on_date >= _NEAR_FROM, CHECK_IN)), null()).where(
        CheckIn.client_id == _CLIENT, CheckIn.on_date.between(_SINCE, _ON), CheckIn.answered
    ),
)


@dataclass(frozen=True, slots=True)
class Day:
    """A client's local date: her plan, and what she logged so far; `since` is her first date.

    `outcomes` is keyed by (prescription, date, slot) and holds those of the dates around as well;
    `checked_in_on` has those of them with a check-in, `active_on` the dates with a log or one, as
    far back as a streak can reach.
    """

    on: date
    now: datetime
    care: CarePlan
    since: date
    around: Around
    outcomes: dict[tuple[UUID, date, str], str]
    checked_in_on: frozenset[date]
    active_on: frozenset[date]

    def outcome(self, slot: Slot) -> str | None:
        """Return what she logged of a slot, None if nothing."""
        return self.outcomes.get((slot.prescription_id, slot.local_date, slot.slot))


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
    happened = await fetch(session, _HAPPENED, _dates(client_id, on))
    around = await load_around(session, client_id, on, now)
    return Day(
        on=on,
        now=now,
        care=care,
        since=care.date_of(around.created_at),
        around=around,
        outcomes={(item, day, slot): outcome for day, item, slot, outcome in happened if item},
        checked_in_on=frozenset(day for day, _, slot, _ in happened if slot == CHECK_IN),
        active_on=frozenset(day for day, *_ in happened if day <= on),
    )


def _dates(client_id: UUID, on: date) -> dict[str, UUID | date]:
    return {
        "client": client_id,
        "on": on,
        "since": on - timedelta(days=STREAK_DAYS),
        "near_from": on - NEAR_BACK,
        "near_to": on + NEAR_AHEAD,
    }


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
