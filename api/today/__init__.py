"""The home screen of a phone in one call: a date's items, what was logged, what is asked.

It only reads; what she does there is written by `api/diary/`, `plan/` and `appointments/`.
Its rules are in `api/rules/plan/`, `appointments/feedback.py`, `streaks.py` and `uploads.py`; it
has no table of its own.
"""

from api.today.cards import (
    CheckInState,
    PausedItem,
    TodayHabit,
    TodayItem,
    check_in_of,
    show_habits,
    show_items,
    show_paused,
)
from api.today.days import Day, DueDates, load_day
from api.today.yesterday import Yesterday, show_yesterday

__all__ = [
    "CheckInState",
    "Day",
    "DueDates",
    "PausedItem",
    "TodayHabit",
    "TodayItem",
    "Yesterday",
    "check_in_of",
    "load_day",
    "show_habits",
    "show_items",
    "show_paused",
    "show_yesterday",
]
