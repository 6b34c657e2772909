"""The home screen of a phone in one call: a date's items, what was logged, what is asked.

It only reads; what she does there is written by `api/diary/`, `plan/` and `appointments/`.
Its rules are in `api/rules/plan/`, `appointments/feedback.py`, `streaks.py` and `uploads.py`; it
has no table of its own.
"""

from api.today.cards import (
    CheckInState,
    PausedItem,
    SlotOut,
    TodayHabit,
    TodayItem,
    asked_for,
    check_in_of,
    show_habits,
    show_items,
    show_paused,
    show_slot,
)
from api.today.days import Day, DueDates, load_day
from api.today.yesterday import Yesterday, show_yesterday

__all__ = [
    "CheckInState",
    "Day",
    "DueDates",
    "PausedItem",
    "SlotOut",
    "TodayHabit",
    "TodayItem",
    "Yesterday",
    "asked_for",
    "check_in_of",
    "load_day",
    "show_habits",
    "show_items",
    "show_paused",
    "show_slot",
    "show_yesterday",
]
