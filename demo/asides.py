"""What a client does besides logging: acknowledge changes, weekly check-in, feedback, snooze."""

from datetime import date, timedelta
from typing import Any

from demo.answers import week
from demo.calendars import Sitting, date_of, working_day
from demo.plots import TODAY, Absence
from demo.tellings import Telling

# How sore people are on the three days after a session, by how the pressure felt.
SORENESS = {"too_little": (1, 0, 0), "right": (3, 2, 0), "too_much": (6, 5, 3)}
TELLS_AFTER = len(SORENESS["right"])


async def read_changes(told: Telling, screen: dict[str, Any], sitting: Sitting) -> None:
    """Acknowledge the changes of the plan that the home screen shows."""
    if sitting.day > told.story.reads_plan_until:
        return
    for change in screen["acknowledgements"]:
        read = {name: change[name] for name in ("prescription_id", "version")}
        await told.client.post("/v1/me/acknowledgements", read)


async def look_back(told: Telling, screen: dict[str, Any], sitting: Sitting) -> None:
    """Answer the weekly check-in that the home screen asks for."""
    asked = screen["weekly_check_in"]
    if asked["done"]:
        return
    monday = date.fromisoformat(asked["monday"])
    first = TODAY - (told.today - monday).days
    days = list(told.figures[max(first, told.first_day) : max(first + 7, 0)])
    if days:
        goals = [goal["id"] for goal in screen["goals"]]
        body = week(told.story, asked["monday"], days, goals, sitting.recorded_at)
        await told.client.put(f"/v1/me/weekly-check-ins/{asked['monday']}", body)


async def tell_of_session(told: Telling, day: int) -> None:
    """Give feedback on a session: its pressure, and the soreness of the days after it."""
    story, held_on = told.story, date_of(working_day(day, told.today), told.today)
    pressure = story.pressures[list(told.sessions).index(day) % len(story.pressures)]
    body = {
        "pressure": pressure,
        "soreness": [
            {"date": (held_on + timedelta(days=after)).isoformat(), "value": value}
            for after, value in enumerate(SORENESS[pressure], start=1)
        ],
        "recorded_at": told.clock.now().isoformat(),
    }
    await told.client.put(f"/v1/me/appointments/{told.sessions[day]}/feedback", body)


def tells_on(told: Telling, day: int) -> int | None:
    """Return the day of the client's feedback on a session; None if her story ends before it."""
    told_on = working_day(day, told.today) + TELLS_AFTER
    return told_on if told_on <= told.story.last_seen else None


async def be_excused(told: Telling, absence: Absence) -> None:
    """Excuse the days of an absence."""
    body = {
        "from": date_of(absence.first, told.today).isoformat(),
        "to": date_of(absence.last, told.today).isoformat(),
        "reason": absence.reason,
    }
    await told.client.post("/v1/me/excused", body)


async def put_off(told: Telling, minutes: int) -> None:
    """Snooze the reminder that was sent last."""
    upcoming = await told.client.get("/v1/me/reminders/upcoming")
    last = [each for each in upcoming["items"] if each["state"] == "sent"][-1]
    await told.client.post(f"/v1/me/reminders/{last['id']}/snooze", {"minutes": minutes})


async def decide_sharing(told: Telling, granted: bool) -> None:
    """Give or withdraw the consent to share what is recorded with the therapist."""
    await told.client.put("/v1/me/consents", {"share_with_therapist": granted})
