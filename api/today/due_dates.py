"""On which dates anything was due."""

from datetime import UTC, date, datetime, time, timedelta

from api.care.plans import CarePlan
from api.rules.plan.plans import Plan, falls_on
from api.rules.plan.schedules import History, duty_slots, pause_of
from api.rules.plan.versions import effective_on, newest_first

# No slot of a date lies further than this from its noon in UTC, wherever the client travels.
REACH = timedelta(days=3)


class DueDates:
    """The dates on which anything of a plan was due, found out for each date that is asked for.

    A year of a large plan costs tens of milliseconds, and a streak asks for little of it.
    """

    def __init__(self, care: CarePlan) -> None:
        self._care = care

    def __contains__(self, day: object) -> bool:
        plans, history = self._care.plans, self._care.history
        return isinstance(day, date) and any(_is_due(plan, history, day) for plan in plans)


def _is_due(plan: Plan, history: History, day: date) -> bool:
    return _may_be_due(plan, day) and any(
        # What was due before it was prescribed was never missed.
        pause_of(plan, slot) is None and slot.committed_at <= slot.due_at
        for slot in duty_slots(plan, history, day, day)
    )


def _may_be_due(plan: Plan, day: date) -> bool:
    """Return False for the dates that the plain dates already rule out, which are most."""
    noon = datetime.combine(day, time(12), UTC)
    first, last = noon - REACH, noon + REACH
    if plan.stopped_at is not None and plan.stopped_at <= first:
        return False
    if any(p.from_at <= first and (p.until_at is None or last < p.until_at) for p in plan.pauses):
        return False
    return any(
        version.committed_at <= last and falls_on(version.schedule, day)
        for version in effective_on(newest_first(plan), day)
    )
