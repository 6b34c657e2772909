"""The home screen: what there is to do on a date, what happened, and what she is told."""

from api.home.cards import (
    PausedItem,
    TodayHabit,
    TodayItem,
    show_habits,
    show_items,
    show_paused,
)
from api.home.days import Day, load_day
from api.home.due_dates import DueDates

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
