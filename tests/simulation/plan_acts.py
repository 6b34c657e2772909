"""What a therapist, or a stop for safety, does to the plan of a simulated client."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from api.rules.instants import instant, local_date, zone
from api.rules.plan.plans import Pause, Plan, Version
from tests.simulation.events import Event
from tests.simulation.lives import Life

HARMLESS = "hydration"


def stop_for_safety(life: Life, event: Event) -> None:
    """Pause everything but harmless habits."""
    for plan in list(life.plans.values()):
        is_harmless = life.person.exercises[plan.prescription_id] == HARMLESS
        if plan.stopped_at is None and not (is_harmless or _is_stopped_for_safety(plan, event.at)):
            put(life, plan, pauses=(*plan.pauses, Pause(event.at, None, safety=True)))
    life.plan(event.at)


def pause(life: Life, event: Event) -> bool:
    """Pause an item, until tomorrow or until it is resumed."""
    plan = life.plans[event.subject_id]
    if plan.stopped_at is not None:
        return False
    tz = zone(life.timezone)
    tomorrow = local_date(event.at, tz) + timedelta(days=1)
    until_at = None if event.lasts else instant(tomorrow, time(), tz)
    if not event.lasts and (until_at is None or until_at <= event.at):
        return False
    running = [each for each in plan.pauses if _is_open(each, event.at) and not each.safety]
    pauses = tuple(
        replace(each, until_at=until_at) if each in running else each for each in plan.pauses
    )
    if not running and not _is_stopped_for_safety(plan, event.at):
        pauses = (*pauses, Pause(event.at, until_at, safety=False))
    put(life, plan, pauses=pauses)
    life.plan(event.at)
    return True


def resume(life: Life, event: Event) -> bool:
    """End every pause of an item."""
    plan = life.plans[event.subject_id]
    if plan.stopped_at is not None:
        return False
    pauses = tuple(
        replace(each, until_at=event.at) if _is_open(each, event.at) else each
        for each in plan.pauses
    )
    put(life, plan, pauses=pauses)
    life.plan(event.at)
    return True


def stop(life: Life, event: Event) -> bool:
    """Stop an item for good."""
    plan = life.plans[event.subject_id]
    if plan.stopped_at is not None:
        return False
    put(life, plan, stopped_at=event.at)
    life.plan(event.at)
    return True


def edit(life: Life, event: Event) -> bool:
    """Give an item other times from today on."""
    plan = life.plans[event.subject_id]
    newest = plan.versions[-1]
    if plan.stopped_at is not None or plan.is_habit or newest.schedule.times == event.times:
        return False
    schedule = replace(newest.schedule, times=event.times)
    version = Version(
        newest.number + 1,
        local_today(life, event.at),
        event.at,
        schedule,
        newest.sets,
        newest.remind,
    )
    if version.effective_on < newest.effective_on:
        return False
    put(life, plan, versions=(*plan.versions, version))
    life.plan(event.at)
    return True


def discharge(life: Life, event: Event) -> bool:
    """End her care: nothing is due any more."""
    life.client.discharged_at = event.at
    for plan in list(life.plans.values()):
        if plan.stopped_at is None:
            put(life, plan, pauses=(*plan.pauses, Pause(event.at, None, safety=False)))
    life.plan(event.at)
    return True


def put(life: Life, plan: Plan, **changes: object) -> None:
    """Change a plan of hers."""
    life.plans[plan.prescription_id] = replace(plan, **changes)


def local_today(life: Life, now: datetime) -> date:
    """Return her local date."""
    return local_date(now, zone(life.timezone))


def _is_open(pause: Pause, now: datetime) -> bool:
    return pause.until_at is None or pause.until_at > now


def _is_stopped_for_safety(plan: Plan, now: datetime) -> bool:
    return any(pause.safety and _is_open(pause, now) for pause in plan.pauses)
