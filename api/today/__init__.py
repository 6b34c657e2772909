"""The home screen of a phone, in one call: a date's items, what was done, what is asked.

It changes nothing elsewhere: what she does there is written by the diary and the plan.
Its rules are in `api/rules/plan/` and `api/rules/streaks.py`; it has no table of its own.
"""

from api.today.cards import PausedItem, TodayHabit, TodayItem, show_habits, show_items, show_paused
from api.today.days import Day, DueDates, load_day

__all__ = [
    "Day",
    "DueDates",
    "PausedItem",
    "TodayHabit",
    "TodayItem",
    "load_day",
    "show_habits",
    "show_items",
    "show_paused",
]
