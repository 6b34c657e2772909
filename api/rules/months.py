"""Calendar months, by their first dates."""

from datetime import date, timedelta

from api.rules.instants import A_DAY

A_MONTH = timedelta(days=31)


def next_month(month: date) -> date:
    """Return the first date of the month after that of a date."""
    return (month.replace(day=1) + A_MONTH).replace(day=1)


def whole_months(from_on: date, to_on: date) -> list[date]:
    """Return the months that lie within from..to from their first date to their last."""
    month = from_on if from_on.day == 1 else next_month(from_on)
    found = []
    while next_month(month) - A_DAY <= to_on:
        found.append(month)
        month = next_month(month)
    return found
