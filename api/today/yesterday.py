"""What of yesterday is still open: a reminder that is opened after midnight answers its own day."""

from collections.abc import Iterator
from datetime import date

from api.care.plans import Prescribed
from api.library import Library
from api.platform.http.fields import Out
from api.rules.instants import local_date_in_history
from api.rules.plan.owed import calendar_of, is_asked
from api.rules.plan.plans import Plan, paused_at
from api.rules.plan.schedules import Slot, slots_on
from api.rules.uploads import BACKFILL
from api.today.cards import (
    CheckInState,
    TodayHabit,
    TodayItem,
    check_in_of,
    habit_card,
    item_card,
    plans_of,
)
from api.today.days import Day


class Yesterday(Out):
    """What can still be answered of the date before today; what was logged is left out.

    `check_in` is null when it is done.
    """

    on: date
    items: list[TodayItem]
    habits: list[TodayHabit]
    check_in: CheckInState | None


def show_yesterday(day: Day, library: Library, language: str) -> Yesterday | None:
    """Return what is open of the date before today, None if nothing or if another date is shown."""
    on = day.on - BACKFILL
    if day.on != day.care.today(day.now) or on in day.care.excused_on:
        return None
    items, habits = (list(_open(day, on, habits=habits)) for habits in (False, True))
    check_in = None if on in day.checked_in_on or on < day.since else check_in_of(day, on)
    if not (items or habits or check_in):
        return None
    return Yesterday(
        on=on,
        items=[item_card(row, slots, on, day, library, language) for row, slots in items],
        habits=[habit_card(row, slots[0], on, day, library, language) for row, slots in habits],
        check_in=check_in,
    )


def _open(day: Day, on: date, *, habits: bool) -> Iterator[tuple[Prescribed, list[Slot]]]:
    """Yield the items that have slots to answer; nothing is asked of one that stands still now."""
    for row, plan in plans_of(day):
        stands_still = plan.stopped_at is not None or paused_at(plan, day.now) is not None
        if plan.is_habit == habits and not stands_still:
            slots = slots_on(plan, day.care.history, on)
            if found := [slot for slot in slots if _is_open(day, plan, slot)]:
                yield row, found


def _is_open(day: Day, plan: Plan, slot: Slot) -> bool:
    was_there = slot.committed_at < slot.closes_at
    is_asked_still = is_asked(plan, day.care.history, slot) and _can_be_logged(day, plan, slot)
    return was_there and day.outcome(slot) is None and is_asked_still


def _can_be_logged(day: Day, plan: Plan, slot: Slot) -> bool:
    """Tell whether its next day has not ended, by the zone that dates it: it may be far west."""
    today = local_date_in_history(day.now, calendar_of(plan, day.care.history, slot))
    return today <= slot.local_date + BACKFILL
