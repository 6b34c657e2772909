"""What becomes of a reminder that is stored when the plan behind it has changed."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from api.reminders.rows import OPEN_STATES, end, schedule
from api.rules.plan.plans import Plan, paused_at
from api.rules.reminders.agenda import Due
from api.rules.reminders.answers import stands_still
from api.rules.reminders.reasons import AS_THE_PLAN_CHANGES, ENDS, SLOT_TAKEN_BACK, End, why_not
from api.tables import Client, Reminder


@dataclass(frozen=True, slots=True)
class Planning:
    """Whose reminders are planned, and as of when; `delay` is how long after due she is pushed."""

    client: Client
    now: datetime
    delay: timedelta
    excused_on: frozenset[date] = frozenset()


def settle(
    reminder: Reminder, due: Due | None, plan: Plan | None, done: bool, planning: Planning
) -> None:
    """Bring a stored reminder in line with what is due now, unless its fate is decided.

    `due` is None when nothing asks for it any longer, `plan` for a check-in.
    """
    if not _is_undecided(reminder):
        return
    reminder.plan_revision = planning.client.plan_revision
    if due is not None:
        # An older version still running beside this one calls a habit's cue a prescription.
        reminder.source, reminder.fixed_timezone = due.source, due.timezone
    if due is None or _moved_into_the_past(reminder, due, planning):
        if reminder.state in OPEN_STATES or reminder.due_at > planning.now:
            # What ended before it was due keeps its reason once that moment has passed.
            end(reminder, _why_over(plan, reminder, planning))
    elif done:
        end(reminder, ENDS["done"])
    elif reminder.state in OPEN_STATES or due.due_at > planning.now:
        schedule(reminder, due, planning.delay)


def settle_snooze(reminder: Reminder, plan: Plan | None, done: bool, planning: Planning) -> None:
    """Keep a snooze at its instant, unless there is nothing left to be reminded of."""
    reminder.plan_revision = planning.client.plan_revision
    is_discharged = planning.client.is_away
    on, now = reminder.local_date, planning.now
    if stands_still(plan, on, planning.excused_on, now, is_discharged=is_discharged):
        end(reminder, _why_over(plan, reminder, planning))
    elif done:
        end(reminder, ENDS["done"])


def is_over(plan: Plan | None, due: Due | None, now: datetime) -> bool:
    """Tell whether nothing asks for a slot any longer; one due already also by a stop or pause."""
    if due is None:
        return True
    if plan is None or due.due_at > now:
        return False
    return (plan.stopped_at is not None and plan.stopped_at <= now) or (
        paused_at(plan, now) is not None
    )


def _is_undecided(reminder: Reminder) -> bool:
    return reminder.state in OPEN_STATES or reminder.reason in SLOT_TAKEN_BACK


def _moved_into_the_past(reminder: Reminder, due: Due, planning: Planning) -> bool:
    return due.due_at != reminder.due_at and due.due_at <= planning.now


def _why_over(plan: Plan | None, reminder: Reminder, planning: Planning) -> End:
    pause = None if plan is None else paused_at(plan, max(reminder.due_at, planning.now))
    known = {
        "discharged": planning.client.is_away,
        "stopped": plan is not None and plan.stopped_at is not None,
        "safety": pause is not None and pause.safety,
        "paused": pause is not None,
        "excused": reminder.local_date in planning.excused_on,
        "plan_changed": True,
    }
    found = why_not(known, AS_THE_PLAN_CHANGES)
    assert found is not None, "without another reason it is the plan that changed"
    return found
