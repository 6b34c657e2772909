"""/v1/me/today: the home screen, in one call."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from api.access.deps import ClientMe, Content, Language, Now, Session
from api.appointments.feedback import FeedbackAsked, feedback_to_give
from api.plan.acknowledgements import AcknowledgementOut, load_read, still_unread
from api.platform.http.bodies import JsonRoute
from api.platform.http.fields import LocalDate, Out
from api.platform.http.local_times import LocalTimeOut, local_time
from api.rules.streaks import streak
from api.safety.texts import SafetyTextOut, all_safety_texts
from api.today import (
    CheckInState,
    Day,
    DueDates,
    PausedItem,
    TodayHabit,
    TodayItem,
    Yesterday,
    check_in_of,
    load_day,
    show_habits,
    show_items,
    show_paused,
    show_yesterday,
)

router = APIRouter(route_class=JsonRoute, prefix="/v1/me", tags=["today"])
ROUTERS = (router,)


class WeeklyCheckInState(Out):
    """The week that is asked about on the date."""

    monday: date
    done: bool


class TodayGoal(Out):
    """What she wants to be able to do again, in her words; rated in the weekly check-in."""

    id: UUID
    text: str


class NextAppointment(Out):
    id: UUID
    starts_at: datetime
    starts_local: LocalTimeOut
    duration_min: int


class TodayOut(Out):
    """One date; `paused`, `goals`, `feedback` and `acknowledgements` are of this moment.

    `excused` says why nothing has to be done on the date; `yesterday` has what is still open of the
    date before, while it can be answered, and is null when another date than today is asked for.
    """

    on: date
    timezone: str
    items: list[TodayItem]
    habits: list[TodayHabit]
    paused: list[PausedItem]
    paused_for_safety: bool
    excused: str | None
    check_in: CheckInState
    yesterday: Yesterday | None
    weekly_check_in: WeeklyCheckInState
    goals: list[TodayGoal]
    feedback: FeedbackAsked | None
    next_appointment: NextAppointment | None
    acknowledgements: list[AcknowledgementOut]
    safety_texts: list[SafetyTextOut]
    streak: int
    erase_at: datetime | None


@router.get("/today", operation_id="get_today", response_model=TodayOut)
async def get_today(
    me: ClientMe,
    session: Session,
    now: Now,
    library: Content,
    language: Language,
    on: Annotated[LocalDate | None, Query()] = None,
) -> TodayOut:
    """Read my home screen: one call, for today where I am or another date."""
    day = await load_day(session, me.id, on, now)
    read = await load_read(session, me.id)
    around = day.around
    paused = show_paused(day, library, language)
    return TodayOut(
        on=day.on,
        timezone=day.care.timezone,
        items=show_items(day, library, language),
        habits=show_habits(day, library, language),
        paused=paused,
        paused_for_safety=any(item.safety for item in paused),
        excused=around.excused,
        check_in=check_in_of(day, day.on),
        yesterday=show_yesterday(day, library, language),
        weekly_check_in=WeeklyCheckInState(monday=around.monday, done=around.week_answered),
        goals=[TodayGoal.model_validate(each) for each in around.goals],
        feedback=around.held and feedback_to_give(around.held, now, day.care.history),
        next_appointment=_next_appointment(day),
        acknowledgements=still_unread(day.care, read, library, language),
        safety_texts=all_safety_texts(library, language, me.timezone, around.country),
        streak=_streak(day),
        erase_at=around.erase_at,
    )


def _next_appointment(day: Day) -> NextAppointment | None:
    row = day.around.upcoming
    if row is None:
        return None
    return NextAppointment(
        id=row.id,
        starts_at=row.starts_at,
        starts_local=local_time(row.starts_at, day.care.timezone),
        duration_min=row.duration_min,
    )


def _streak(day: Day) -> int:
    last = min(day.on, day.care.today(day.now))
    return streak(last, day.active_on, DueDates(day.care), day.care.excused_on)
