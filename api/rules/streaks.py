"""How many days in a row the client logged anything, done or not: doing more earns no more."""

from collections.abc import Container, Set
from datetime import date, timedelta


def streak(
    today: date, active_on: Set[date], due_on: Container[date], excused_on: Set[date]
) -> int:
    """Return how many local dates up to today are active without a missed date between them.

    A date with a log or a check-in is active and adds one. An inactive date that is excused or has
    nothing due freezes the streak: it neither adds nor breaks. Today is not over yet, so it never
    breaks the streak. `due_on` is queried only for inactive dates, back to the one that breaks it.
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
