"""How many days in a row the client was there. Logging counts; exercising through pain does not."""

from collections.abc import Container, Set
from datetime import date, timedelta


def streak(
    today: date, active_on: Set[date], due_on: Container[date], excused_on: Set[date]
) -> int:
    """Return the number of active local dates back from today without a missed one between them.

    A date with a log or a check-in is active and adds one. Without activity an excused date, and
    one with nothing due, freeze the streak: they neither add nor break. Today is not over yet, so
    that it does not break either. `due_on` is asked for missed dates alone, back to the last one.
    """
    length = 0
    earliest = min(active_on, default=today)
    day = today
    while day >= earliest:
        if day in active_on:
            length += 1
        elif day != today and day not in excused_on and day in due_on:
            break
        day -= timedelta(days=1)
    return length
