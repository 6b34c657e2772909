"""Whether two prescriptions of one item ask for the same."""

from dataclasses import replace

from api.rules.plan.plans import Schedule, week_of


def asks_the_same(one: Schedule, other: Schedule) -> bool:
    """Return whether two schedules ask for the same times on the same weekdays, for some time."""
    alike = replace(one, start_on=other.start_on, end_on=other.end_on) == other
    return alike and _overlap(one, other) and _keep_step(one, other)


def _overlap(one: Schedule, other: Schedule) -> bool:
    ends_before = one.end_on is not None and one.end_on < other.start_on
    begins_after = other.end_on is not None and other.end_on < one.start_on
    return not (ends_before or begins_after)


def _keep_step(one: Schedule, other: Schedule) -> bool:
    """Return whether both have slots in the same weeks: every n-th is counted from the start."""
    return (week_of(one.start_on) - week_of(other.start_on)) % one.interval_weeks == 0
