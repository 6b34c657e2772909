"""What each event does to a client's life: the writes of the API's handlers, in memory.

Each act returns whether it took place: what the API would refuse happens to nobody.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from api.reminders.rows import fresh_row
from api.rules.instants import ZoneSpan, moved_wall_time
from api.rules.plan.plans import Pause
from api.rules.reminders.agenda import CHECK_IN, WEEKLY, Due
from api.rules.reminders.answers import Original, refused_snooze, stands_still, window_end
from api.rules.uploads import asked_week, sunday_of
from tests.simulation.events import Event
from tests.simulation.lives import Life, is_row_done, phones_of
from tests.simulation.plan_acts import (
    discharge,
    edit,
    local_today,
    pause,
    put,
    resume,
    stop,
    stop_for_safety,
)
from tests.simulation.rows import Row


def act(life: Life, event: Event) -> bool:
    """Let an event happen, and return whether it could."""
    if life.client.is_away:
        return False
    return _ACTS[event.kind](life, event)


def _log(life: Life, event: Event) -> bool:
    row = _row(life, event)
    today = local_today(life, event.at)
    on = event.on
    assert on is not None, "a log is of a date"
    if not today - timedelta(days=1) <= on <= today or (row is None and event.slot != "day"):
        return False
    if life.plans[event.subject_id].stopped_at is not None or _is_gone(row):
        return False
    life.done.add((event.subject_id, on, event.slot))
    life.skip(event.subject_id, on, event.slot)
    life.unanswered = 0
    return True


def _undo(life: Life, event: Event) -> bool:
    assert event.on is not None, "an undo is of a date"
    key = (event.subject_id, event.on, event.slot)
    if key not in life.done:
        return False
    life.done.discard(key)
    life.plan(event.at)
    return True


def _check_in(life: Life, event: Event) -> bool:
    on = local_today(life, event.at)
    life.done.add((life.person.id, on, CHECK_IN))
    life.skip(None, on, CHECK_IN)
    life.unanswered = 0
    return True


def _week(life: Life, event: Event) -> bool:
    """Answer the week that is asked about."""
    sunday = sunday_of(asked_week(local_today(life, event.at)))
    life.done.add((life.person.id, sunday, WEEKLY))
    life.skip(None, sunday, WEEKLY)
    life.unanswered = 0
    return True


def _red_flag(life: Life, event: Event) -> bool:
    stop_for_safety(life, event)
    return _check_in(life, event)


def _snooze(life: Life, event: Event) -> bool:
    row = _row(life, event)
    if row is None:
        return False
    due_at = event.at + timedelta(minutes=event.minutes)
    original = _original(life, row, event.at)
    if refused_snooze(original, due_at, local_today(life, event.at), event.at):
        return False
    closes_at = window_end(original, due_at)
    key, fixed = (row.local_date, row.slot), row.fixed_timezone
    due = Due("snooze", row.id, row.prescription_id, *key, due_at, closes_at, fixed)
    fresh = fresh_row(due, life.person.id, life.client.plan_revision, event.at)
    life.rows.append(Row(**fresh))
    # She who puts it off does not ignore it.
    life.unanswered = 0
    return True


def _original(life: Life, row: Row, now: datetime) -> Original:
    plan = life.plans[row.prescription_id] if row.prescription_id else None
    is_off = stands_still(
        plan,
        row.local_date,
        life.excused_on,
        now,
        is_discharged=life.client.is_away,
    )
    later = [
        each.due_at
        for each in life.rows
        if each.prescription_id == row.prescription_id
        and each.source in ("prescription", "nudge")
        and each.state != "cancelled"
        and each.due_at > row.due_at
    ]
    return Original(
        source=row.source,
        state=row.state,
        local_date=row.local_date,
        due_at=row.due_at,
        expires_at=row.expires_at,
        is_over=is_off or is_row_done(row, life.done),
        next_due_at=min(later, default=None),
    )


def _open(life: Life, event: Event) -> bool:
    row = _row(life, event)
    if row is None or row.state != "sent":
        return False
    life.unanswered = 0
    return True


def _travel(life: Life, event: Event) -> bool:
    if event.timezone == life.timezone:
        return False
    for plan in list(life.plans.values()):
        pauses = tuple(_moved(each, life.timezone, event) for each in plan.pauses)
        put(life, plan, pauses=pauses)
    life.history = (*life.history, ZoneSpan(event.timezone, event.at))
    life.plan(event.at)
    return True


def _moved(pause: Pause, timezone: str, event: Event) -> Pause:
    if pause.until_at is None or pause.until_at <= event.at:
        return pause
    moved = moved_wall_time(pause.until_at, timezone, event.timezone)
    return replace(pause, until_at=max(moved, event.at))


def _excuse(life: Life, event: Event) -> bool:
    life.excused_on |= {local_today(life, event.at)}
    life.plan(event.at)
    return True


def _quiet(life: Life, event: Event) -> bool:
    life.quiet = event.quiet
    return True


def _mute(life: Life, event: Event) -> bool:
    was, life.phones = life.phones, ()
    return bool(was)


def _allow(life: Life, event: Event) -> bool:
    was, life.phones = life.phones, phones_of(life.person)
    return was != life.phones


_ACTS: dict[str, Callable[[Life, Event], bool]] = {
    "log": _log,
    "undo": _undo,
    "check_in": _check_in,
    "week": _week,
    "red_flag": _red_flag,
    "snooze": _snooze,
    "open": _open,
    "pause": pause,
    "resume": resume,
    "stop": stop,
    "edit": edit,
    "travel": _travel,
    "excuse": _excuse,
    "discharge": discharge,
    "quiet": _quiet,
    "mute": _mute,
    "allow": _allow,
}


def _row(life: Life, event: Event) -> Row | None:
    """Return the reminder that an event is about; a snooze is put off no further."""
    return next(
        (
            row
            for row in life.rows
            if (row.subject_id, row.local_date, row.slot)
            == (event.subject_id, event.on, event.slot)
        ),
        None,
    )


def _is_gone(row: Row | None) -> bool:
    return row is not None and row.state == "cancelled"
