"""The client's side of a story: joining, travelling, logging and checking in."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from demo.answers import Asked, check_in, log, phone_id, stopped
from demo.asides import look_back, read_changes
from demo.calendars import Sitting, timezone_on
from demo.plots import BERLIN, Flight
from demo.stories import PASSWORD
from demo.tellings import Telling

# The share of days on which a client corrects her check-in, and how long after sending it.
EDIT_SHARE, EDITED_AFTER = 0.04, timedelta(minutes=8)


async def join(told: Telling) -> None:
    """Redeem the invite, register the phone and set what the client prefers."""
    story = told.story
    await told.client.redeem(
        {
            "code": told.code,
            "timezone": BERLIN,
            "locale": story.locale,
            "email": story.email,
            "password": PASSWORD,
        }
    )
    await _register(told, BERLIN)
    if story.preferences:
        await told.client.patch("/v1/me", story.preferences)


async def arrive(told: Telling, flight: Flight) -> None:
    """Report the time zone of the arrival."""
    await told.client.patch("/v1/me", {"timezone": flight.timezone})
    await _register(told, flight.timezone)


async def sit(told: Telling, sitting: Sitting, chance: random.Random) -> None:
    """Acknowledge changes, log the slots due by then and, in the evening, check in."""
    if sitting.day % 7 == 0 or sitting.day == told.story.last_seen:
        # Apps renew their registration when opened; here it is enough once a week.
        await _register(told, timezone_on(told.story, sitting.day))
    screen = await told.client.get(f"/v1/me/today?on={sitting.on}")
    await read_changes(told, screen, sitting)
    await _log_slots(told, screen, sitting, chance)
    if not sitting.is_evening:
        return
    await look_back(told, screen, sitting)
    if _checks_in(told, sitting):
        await _check_in(told, sitting, chance)


async def _log_slots(
    told: Telling, screen: dict[str, Any], sitting: Sitting, chance: random.Random
) -> None:
    asked_for = _open(told, screen, sitting)
    for asked in sorted(asked_for, key=lambda each: (each.exercise, each.slot)):
        key = (asked.prescription_id, asked.on, asked.slot)
        if key in told.decided:
            continue
        told.decided.add(key)
        body = log(told.story, asked, told.figures[sitting.day], sitting.recorded_at, chance)
        body = _stopped(told, asked, sitting) or body
        if body is not None:
            log_id = phone_id(told.story, asked.exercise, asked.on, asked.slot)
            await told.client.put(f"/v1/me/logs/{log_id}", body)


def _stopped(told: Telling, asked: Asked, sitting: Sitting) -> dict[str, Any] | None:
    """Return the log of a slot whose exercise goes wrong on this day, else None."""
    for stop in told.story.stops:
        if (stop.day, stop.exercise) == (sitting.day, asked.exercise):
            return stopped(asked, stop.pain, stop.stop_signs, sitting.recorded_at)
    return None


async def _check_in(told: Telling, sitting: Sitting, chance: random.Random) -> None:
    """Check in; on some days add an answer a few minutes later."""
    path, day = f"/v1/me/check-ins/{sitting.on}", told.figures[sitting.day]
    answers = check_in(told.story, sitting.on, day, sitting.recorded_at, chance)
    flag = told.story.red_flags.get(sitting.day)
    if flag is not None:
        answers["red_flags"] = [flag]
    if told.chance(f"edit/{sitting.day}").random() < EDIT_SHARE:
        before = (sitting.recorded_at - EDITED_AFTER).isoformat()
        await told.client.put(path, answers | {"stress": None, "recorded_at": before})
    await told.client.put(path, answers)


def _checks_in(told: Telling, sitting: Sitting) -> bool:
    """Tell whether the client checks in; it has its own random source, independent of answers."""
    story, day = told.story, sitting.day
    if day in {told.first_day, story.last_seen, *story.red_flags} or told.figures[day].felt:
        return True
    return told.chance(f"check-in/{day}").random() < story.manner.check_in


async def _register(told: Telling, timezone: str) -> None:
    story = told.story
    phone = {
        "platform": story.platform,
        "target": {"kind": "token", "value": f"demo-token-{story.key}"},
        "notifications_allowed": story.takes_pushes,
        "app_version": "1.0.0",
        "locale": story.locale,
        "timezone": timezone,
    }
    await told.client.put(f"/v1/me/devices/{story.installation}", phone)


def _open(told: Telling, screen: dict[str, Any], sitting: Sitting) -> Iterator[Asked]:
    """Yield the slots that are open on the home screen; habits are logged in the evening."""
    for item in screen["items"]:
        for slot in item["slots"]:
            due_at = datetime.fromisoformat(slot["due_at"])
            if slot["outcome"] is None and due_at <= sitting.recorded_at:
                yield _asked(told, item, sitting, slot["slot"])
    for habit in screen["habits"]:
        if habit["logged"] is None and sitting.is_evening:
            yield _asked(told, habit, sitting, "day")


def _asked(told: Telling, item: dict[str, Any], sitting: Sitting, slot: str) -> Asked:
    exercise = item["exercise"]["slug"]
    return Asked(
        exercise=exercise,
        prescription_id=item["prescription_id"],
        on=sitting.on,
        slot=slot,
        sets=item.get("dose", {}).get("sets"),
        is_habit=slot == "day",
        max_pain=told.limits[exercise],
    )
