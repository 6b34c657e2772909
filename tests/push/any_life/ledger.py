"""The reminders at the end of a life: each due slot has a row, a final state and a true reason."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from operator import itemgetter

from sqlalchemy import select

from api.tables import Reminder
from tests.push.any_life.expected import A_DAY, Item, ItemVersion, dues, is_paused, wall_of
from tests.push.any_life.life import Life, name_of
from tests.push.any_life.remembered import Key

# How long a reminder may stay open after its window at most: a hold and a lease.
AFTER = timedelta(minutes=12)
LONGEST_WINDOW = timedelta(minutes=720)
TERMINAL = ("sent", "failed", "expired", "cancelled", "skipped")


async def require_ledger(life: Life) -> None:
    mine = select(Reminder).where(Reminder.account_id == life.memory.ana)
    rows = await life.care.rows(mine.order_by(Reminder.due_at))
    life.judge.require_once(life.stub.seen, life.names | {row.id: name_of(row) for row in rows})
    for row in rows:
        if row.expires_at < life.now - AFTER:
            assert row.state in TERMINAL, f"still open: {row.source} {row.slot} {row.state}"
            assert row.state == "sent" or row.reason, "an end without a reason"
            require_true(life, row)
    known = {name_of(row).key for row in rows}
    for key in due_slots(life):
        assert key in known, f"nobody planned {key}"


def require_true(life: Life, row: Reminder) -> None:
    """Require that the event which a row's reason names did happen."""
    memory, pushed = life.memory, (*life.stub.seen, *life.stub.proofs)
    taken_on = {each.reminder_id for each in pushed if each.accepted}
    accepted, told = row.id in taken_on, row.state == "sent"
    assert accepted or not told, "sent, and FCM never took it on"
    assert told or not accepted or row.reason == "unknown", f"taken on, and {row.reason}"
    match row.reason:
        case "no_device" if row.source == "proof":
            assert "contested" in memory.ever, "a proof that nobody asked for"
        case "done" | "paused" | "safety" | "stopped" | "no_device":
            assert row.reason in memory.ever, f"never {row.reason}"
        case "plan_changed":
            # After a day without a worker, a reminder long expired can get this reason, too.
            assert row.reason in memory.ever, "no edit, no flight"
        case "expired" | "not_accepted_in_time" | "refused" | "target_dead":
            assert memory.trouble, f"{row.reason} on a good day"
        case "backoff":
            assert len(taken_on) >= 3, "held back though nothing was ignored"
        case "cap":
            assert any(memory.left_on.values()), "no room on an empty day"
        case "excused" | "discharged":
            raise AssertionError(f"{row.reason} never happened")


def due_slots(life: Life) -> Iterator[Key]:
    """Yield the slots that were due while a worker ran, and so must have a row."""
    where = life.memory.where
    first = wall_of(life.memory.began_at, where.now).date() - A_DAY
    for item in life.memory.items:
        for n in range((life.now - life.memory.began_at).days + 3):
            for wall in item.walls:
                key = item.id, first + A_DAY * n, wall
                found = sorted(dues(item, *key[1:], where), key=itemgetter(0))
                if found and _was_planned(life, item, key, *found[0]):
                    yield key


def _was_planned(life: Life, item: Item, key: Key, due: datetime, told: ItemVersion) -> bool:
    """Tell whether a slot was known before it was due, and neither paused nor stopped then."""
    where, (_, day, wall) = life.memory.where, key
    if due <= life.memory.began_at or due >= life.now - LONGEST_WINDOW:
        return False
    arrived = max(since for since, _ in where.zones if since <= due)
    stopped = item.stopped_at is not None and item.stopped_at <= due
    known = told.from_at < due and arrived < due and told.remind
    if told.timezone is None and any(at < due for at in where.readings(day, wall)):
        # Ana's clock showed that time already before she was asked; flying back adds no second one.
        return False
    return known and not stopped and not is_paused(item, due, where)
