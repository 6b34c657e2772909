"""What people do in a life: each calls the API and remembers what it answered."""

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from httpx2 import Response

from tests.push.any_life.expected import Item, ItemVersion, Pause, end_of, ended, wall_of
from tests.push.any_life.life import Life
from tests.push.any_life.remembered import CHECK_IN, WEEKLY, Snooze

ITEMS = ("chin-tuck", "belly-breathing", "hydration", "doorway-pec")
HABITS = ("hydration",)
CHEST = "chest_pain_or_breathlessness"
REFUSED = (404, 409, 422)


def went_well(answer: Response) -> bool:
    assert answer.status_code in (200, 201, *REFUSED), answer.text
    return answer.status_code < 400


def today(life: Life) -> date:
    return wall_of(life.now, life.memory.where.now).date()


async def prescribe(life: Life, times: list[str], window: int, fixed: bool) -> None:
    care, exercise = life.care, ITEMS[len(life.memory.items) % len(ITEMS)]
    schedule = {"window_min": window, "timezone_mode": "fixed" if fixed else "floating"}
    answer = await care.try_to_prescribe(*times, exercise=exercise, schedule=schedule)
    if went_well(answer):
        zone = life.memory.where.now if fixed else None
        told = ItemVersion(life.now, today(life), tuple(times), window, timezone=zone)
        life.memory.items.append(Item(answer.json()["id"], exercise in HABITS, [told]))


async def edit(life: Life, item: Item, ahead: int, change: dict[str, Any]) -> None:
    """Change times, window, zone mode or `remind`, from `ahead` days after today."""
    effective_on = today(life) + timedelta(days=ahead)
    body: dict[str, Any] = {"effective_on": effective_on.isoformat()}
    schedule = {name: new for name, new in change.items() if name != "remind"}
    body |= {"schedule": schedule} if schedule else {}
    body |= {"remind": change["remind"]} if "remind" in change else {}
    if not went_well(await life.care.try_to_edit({"id": item.id}, **body)):
        return
    newest, mode = item.versions[-1], change.get("timezone_mode")
    zone = {None: newest.timezone, "fixed": life.memory.where.now, "floating": None}[mode]
    told = replace(
        newest,
        times=tuple(change.get("times", newest.times)),
        window_min=change.get("window_min", newest.window_min),
        remind=change.get("remind", newest.remind),
        timezone=zone,
    )
    if told != newest or effective_on < newest.effective_on:
        item.versions.append(replace(told, from_at=life.now, effective_on=effective_on))
    life.memory.ever.add("plan_changed")


async def pause(life: Life, item: Item, days: int | None) -> None:
    until_on = None if days is None else today(life) + timedelta(days=days)
    body = {"until_on": until_on.isoformat()} if until_on else None
    if not went_well(await life.care.ben.post(f"/v1/prescriptions/{item.id}/pause", body)):
        return
    running = [each for each in item.pauses if is_running(life, each)]
    for each in running:
        if not each.safety:
            item.pauses.remove(each)
            item.pauses.append(replace(each, until_on=until_on))
    if not running:
        item.pauses.append(Pause(life.now, until_on=until_on))
    life.memory.ever.add("paused")


def is_running(life: Life, pause: Pause) -> bool:
    return end_of(pause, life.memory.where) > life.now


async def resume(life: Life, item: Item) -> None:
    body = {"note": "Seen today."}
    if went_well(await life.care.ben.post(f"/v1/prescriptions/{item.id}/resume", body)):
        if item.stopped_at is not None:
            # The stop is taken back, and what was not asked for meanwhile stays so.
            item.pauses.append(Pause(item.stopped_at))
            item.stopped_at = None
        item.pauses = [ended(each, life.now, life.memory.where) for each in item.pauses]


async def stop(life: Life, item: Item) -> None:
    if went_well(await life.care.ben.post(f"/v1/prescriptions/{item.id}/stop")):
        item.stopped_at = item.stopped_at or life.now
        life.memory.ever.add("stopped")


async def travel(life: Life, zone: str) -> None:
    await life.care.travel(zone)
    if zone != life.memory.where.now:
        life.memory.where.zones.append((life.now, zone))
        life.memory.ever.add("plan_changed")


async def log(life: Life, item: Item, wall: str, days: int) -> None:
    day, slot = today(life) + timedelta(days=days), "day" if item.habit else wall
    answer = await life.care.log({"id": item.id}, day.isoformat(), slot)
    if went_well(answer):
        key = item.id, day, slot
        life.memory.logs[key] = answer.json()["id"]
        note_done(life, key, not answer.json()["undone"])


async def undo(life: Life, number: int) -> None:
    """Undo the log at `number` (modulo their count) of those so far."""
    known = sorted(life.memory.logs, key=str)
    if known:
        key = known[number % len(known)]
        answer = await life.care.undo(life.memory.logs[key])
        if went_well(answer):
            note_done(life, key, not answer.json()["undone"])


def note_done(life: Life, key: Any, done: bool) -> None:
    (life.memory.done.add if done else life.memory.done.discard)(key)
    if done:
        life.memory.ever_done.add(key)
    life.memory.ever.add("done")


async def check_in(life: Life, days: int, red_flag: bool) -> None:
    day = today(life) + timedelta(days=days)
    flags = {"red_flags": [CHEST]} if red_flag else {"stress": 3}
    if not went_well(await life.care.check_in(day.isoformat(), **flags)):
        return
    note_done(life, (CHECK_IN, day, CHECK_IN), True)
    # A red flag pauses the items once a date; harmless habits go on.
    is_new = red_flag and day not in life.memory.flagged_on
    life.memory.flagged_on |= {day} if red_flag else set()
    for item in [each for each in life.memory.items if is_new and not each.habit]:
        life.memory.ever.add("safety")
        running = [each for each in item.pauses if is_running(life, each) and each.safety]
        if item.stopped_at is None and not running:
            item.pauses.append(Pause(life.now, safety=True))


async def tell_week(life: Life, days: int) -> None:
    """Answer the weekly check-in of the week of a day."""
    day = today(life) + timedelta(days=days)
    monday = day - timedelta(days=day.weekday())
    body = {"id": str(uuid4()), "recorded_at": life.now.isoformat(), "energy": 3}
    if went_well(await life.care.ana.put(f"/v1/me/weekly-check-ins/{monday}", body)):
        note_done(life, (CHECK_IN, monday + timedelta(days=6), WEEKLY), True)


def pushed_to_ana(life: Life) -> list[UUID]:
    """Return the ids of Ana's reminders that FCM was asked to push, in that order."""
    return [key for key, name in life.names.items() if name.account_id == life.memory.ana]


async def snooze(life: Life, number: int, minutes: int) -> None:
    """Snooze one of the reminders that were pushed."""
    known = pushed_to_ana(life)
    if known:
        original = life.names[known[number % len(known)]]
        path = f"/v1/me/reminders/{original.id}/snooze"
        answer = await life.care.ana.post(path, {"minutes": minutes})
        if went_well(answer) and answer.status_code == 201:
            key = original.key
            if original.source == "snooze":
                key = life.memory.snoozes[original.id].key
            due_at = life.now + timedelta(minutes=minutes)
            life.memory.snoozes[UUID(answer.json()["id"])] = Snooze(due_at, key)


async def open_it(life: Life, number: int, installation: str) -> None:
    # Only a notification that FCM accepted can be opened.
    known = [each.reminder_id for each in life.stub.seen if each.accepted]
    if known:
        body = {"opened_at": life.now.isoformat(), "installation_id": installation}
        path = f"/v1/me/reminders/{known[number % len(known)]}/receipt"
        went_well(await life.care.ana.put(path, body))


async def prefer(life: Life, change: dict[str, Any]) -> None:
    """Change Ana's quiet hours, her daily cap or the time of her check-in."""
    if not went_well(await life.care.ana.patch("/v1/me", change)):
        return
    memory = life.memory
    memory.cap = change.get("reminder_cap", memory.cap)
    if "check_in_time" in change:
        memory.asked_at.append((life.now, change["check_in_time"]))
        memory.ever.add("plan_changed")
    if "quiet_hours" in change:
        hours = change["quiet_hours"]
        begin_end = hours and tuple(time.fromisoformat(hours[each]) for each in ("start", "end"))
        memory.quiet = begin_end


async def answer_last(life: Life) -> None:
    """Do, on the first phone, what the last notification of Ana's that arrived was about."""
    names = [life.names[each.reminder_id] for each in life.stub.seen if each.accepted]
    hers = [name for name in names if name.account_id == life.memory.ana]
    if not hers:
        return
    about, day, slot = hers[-1].key
    days = (day - today(life)).days
    # By its slot: a check-in that was put off is about no item, and not about the check-in either.
    if slot == CHECK_IN:
        await check_in(life, days, False)
    elif slot == WEEKLY:
        await tell_week(life, days)
    else:
        await log(life, life.memory.item(about), slot, days)
