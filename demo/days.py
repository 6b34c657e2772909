"""The client's side of a story: joins, travels, and tells of her days."""

import random
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from demo.answers import Asked, check_in, log, phone_id
from demo.calendars import Sitting
from demo.plots import BERLIN, Flight
from demo.stories import PASSWORD
from demo.tellings import Telling


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
    """Let the phone report the zone it landed in."""
    await told.client.patch("/v1/me", {"timezone": flight.timezone})
    await _register(told, flight.timezone)


async def sit(told: Telling, sitting: Sitting, chance: random.Random) -> None:
    """Log what is due by then and, in the evening, check in."""
    day = told.figures[sitting.day]
    screen = await told.client.get(f"/v1/me/today?on={sitting.on}")
    for asked in sorted(_open(screen, sitting), key=lambda each: (each.exercise, each.slot)):
        key = (asked.prescription_id, asked.on, asked.slot)
        if key in told.decided:
            continue
        told.decided.add(key)
        body = log(told.story, asked, day, sitting.recorded_at, chance)
        if body is not None:
            log_id = phone_id(told.story, asked.exercise, asked.on, asked.slot)
            await told.client.put(f"/v1/me/logs/{log_id}", body)
    if sitting.is_evening and _checks_in(told, sitting):
        answers = check_in(told.story, sitting.on, day, sitting.recorded_at, chance)
        await told.client.put(f"/v1/me/check-ins/{sitting.on}", answers)


def _checks_in(told: Telling, sitting: Sitting) -> bool:
    """Tell whether she checks in that day: drawn apart, so that no other answer shifts it."""
    story, day = told.story, sitting.day
    if day in (told.first_day, story.last_seen) or told.figures[day].felt:
        return True
    return told.chance(f"check-in/{day}").random() < story.manner.check_in


async def _register(told: Telling, timezone: str) -> None:
    story = told.story
    phone = {
        "platform": story.platform,
        "target": {"kind": "token", "value": f"demo-token-{story.key}"},
        "app_version": "1.0.0",
        "locale": story.locale,
        "timezone": timezone,
    }
    await told.client.put(f"/v1/me/devices/{story.installation}", phone)


def _open(screen: dict[str, Any], sitting: Sitting) -> Iterator[Asked]:
    """Yield what the home screen asks for by then; a habit's day is asked about in the evening."""
    for item in screen["items"]:
        for slot in item["slots"]:
            due_at = datetime.fromisoformat(slot["due_at"])
            if slot["outcome"] is None and due_at <= sitting.recorded_at:
                yield _asked(item, sitting, slot["slot"], item["dose"]["sets"], is_habit=False)
    for habit in screen["habits"]:
        if habit["logged"] is None and sitting.is_evening:
            yield _asked(habit, sitting, "day", None, is_habit=True)


def _asked(
    item: dict[str, Any], sitting: Sitting, slot: str, sets: int | None, *, is_habit: bool
) -> Asked:
    return Asked(
        exercise=item["exercise"]["slug"],
        prescription_id=item["prescription_id"],
        on=sitting.on,
        slot=slot,
        sets=sets,
        is_habit=is_habit,
    )
