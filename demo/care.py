"""The therapist's side of a story: intake of the client, sessions, changes of the plan."""

from typing import Any

from demo.calendars import date_of, moment, working_day
from demo.plots import BERLIN, Change, Visit
from demo.stories import PASSWORD
from demo.tellings import Telling


async def take_in(told: Telling) -> None:
    """Sign in, take the client into care and create an invite for her."""
    story = told.story
    await told.therapist.sign_in(story.therapist.email, PASSWORD)
    client = {
        "name": story.name,
        "timezone": BERLIN,
        "locale": story.locale,
        "conditions": list(story.conditions),
        "intake": story.intake,
    }
    told.client_id = (await told.therapist.post("/v1/clients", client))["id"]
    sessions, weeks = story.sessions
    episode = {
        "starts_on": date_of(told.first_day, told.today).isoformat(),
        "planned_sessions": sessions,
        "planned_weeks": weeks,
    }
    await told.therapist.post(f"/v1/clients/{told.client_id}/episodes", episode)
    for text in story.goals:
        await told.therapist.post(f"/v1/clients/{told.client_id}/goals", {"text": text})
    invite = await told.therapist.post(f"/v1/clients/{told.client_id}/invites", {})
    told.code = invite["code"]


async def prepare(told: Telling) -> None:
    """Read the brief and the alerts, as one does before a session."""
    brief = f"/v1/clients/{told.client_id}/brief"
    await told.therapist.get(brief)
    await told.therapist.post(f"{brief}/read", {})
    alerts = await told.therapist.get(f"/v1/alerts?client_id={told.client_id}")
    for alert in alerts["items"]:
        await told.therapist.post(f"/v1/alerts/{alert['id']}/acknowledge", {"useful": True})


async def visit(told: Telling, visit: Visit) -> None:
    """Record the session if one was held, and change the plan."""
    if visit.held:
        held = await _note_session(told, visit.day, "completed", visit.record)
        told.sessions[visit.day] = held
    for change in visit.changes:
        await _change(told, change)
    if visit is told.story.last_session:
        await _note_session(told, told.story.next_session, "planned", {})


async def _note_session(told: Telling, day: int, status: str, record: dict[str, Any]) -> str:
    starts_at = moment(working_day(day, told.today), told.story.hour, told.today)
    appointment = {"starts_at": starts_at.isoformat(), "duration_min": 50, "status": status}
    path = f"/v1/clients/{told.client_id}/appointments"
    noted: str = (await told.therapist.post(path, appointment | record))["id"]
    return noted


async def _change(told: Telling, change: Change) -> None:
    if change.verb == "prescribe":
        body: dict[str, Any] = {"exercise": change.exercise, **change.body}
        path = f"/v1/clients/{told.client_id}/prescriptions"
        row = await told.therapist.post(path, body)
        told.prescriptions[change.exercise] = row["id"]
        told.limits[change.exercise] = row["max_pain"]
        return
    path = f"/v1/prescriptions/{told.prescriptions[change.exercise]}"
    if change.verb == "edit":
        read = await told.therapist.get(path)
        edited = await told.therapist.patch(path, change.body, read["etag"])
        told.limits[change.exercise] = edited["max_pain"]
        return
    await told.therapist.post(f"{path}/{change.verb}", change.body)
