"""What each event is to the API: the requests by which a client or her therapist tells of it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from api.rules.uploads import asked_week
from tests.simulation.events import Event
from tests.simulation.lives import phones_of
from tests.simulation.people import Person

RED_FLAG = "chest_pain_or_breathlessness"
# Returns the id of the reminder that an event is about.
FindReminder = Callable[[Event], Awaitable[UUID]]


@dataclass(frozen=True, slots=True)
class Request:
    """One call; `by_therapist` tells whose it is, `is_edit` that it needs the ETag of its path."""

    method: str
    path: str
    body: Any = None
    by_therapist: bool = False
    is_edit: bool = False


async def requests_of(event: Event, person: Person, find: FindReminder) -> list[Request]:
    """Return the requests that tell the API of an event."""
    match event.kind:
        case "snooze":
            path = f"/v1/me/reminders/{await find(event)}/snooze"
            return [Request("POST", path, {"minutes": event.minutes})]
        case "open":
            path = f"/v1/me/reminders/{await find(event)}/receipt"
            body = {"opened_at": f"{event.at:%Y-%m-%dT%H:%M:%SZ}"}
            return [Request("PUT", path, body | {"installation_id": phones_of(person)[0].target})]
        case "mute" | "allow":
            return [_phone(each.target, event.kind == "allow") for each in phones_of(person)]
        case "pause" | "resume" | "stop" | "edit" | "discharge":
            return [_of_therapist(event, person)]
        case _:
            return [_of_client(event)]


def _of_client(event: Event) -> Request:
    at, on = f"{event.at:%Y-%m-%dT%H:%M:%SZ}", str(event.on)
    match event.kind:
        case "log":
            said = {"local_date": on, "slot": event.slot, "outcome": "done", "recorded_at": at}
            body: Any = {"prescription_id": str(event.subject_id), **said}
            return Request("PUT", f"/v1/me/logs/{_log_id(event)}", body)
        case "undo":
            return Request("DELETE", f"/v1/me/logs/{_log_id(event)}?recorded_at={at}")
        case "check_in" | "red_flag":
            flags = [RED_FLAG] if event.kind == "red_flag" else []
            body = {
                "id": str(_id(event, event.at)),
                "red_flags": flags,
                "stress": 3,
                "recorded_at": at,
            }
            return Request("PUT", f"/v1/me/check-ins/{on}", body)
        case "week":
            assert event.on is not None, "what happened has a date"
            week = f"/v1/me/weekly-check-ins/{asked_week(event.on)}"
            body = {"id": str(_id(event, event.at)), "energy": 3, "recorded_at": at}
            return Request("PUT", week, body)
        case "travel":
            return Request("PATCH", "/v1/me", {"timezone": event.timezone})
        case "excuse":
            return Request("POST", "/v1/me/excused", {"from": on, "to": on, "reason": "sick"})
        case "quiet":
            return Request("PATCH", "/v1/me", {"quiet_hours": _quiet(event)})
        case _:
            raise AssertionError(f"a client does not {event.kind}")


def _of_therapist(event: Event, person: Person) -> Request:
    item = f"/v1/prescriptions/{event.subject_id}"
    assert event.on is not None, "what happened has a date"
    match event.kind:
        case "pause":
            until = None if event.lasts else str(event.on + timedelta(days=1))
            return Request("POST", f"{item}/pause", {"until_on": until}, by_therapist=True)
        case "resume":
            body: Any = {"note": "Examined her; she may go on."}
            return Request("POST", f"{item}/resume", body, by_therapist=True)
        case "stop":
            return Request("POST", f"{item}/stop", {}, by_therapist=True)
        case "edit":
            times = [f"{at:%H:%M}" for at in event.times]
            body = {"effective_on": str(event.on), "schedule": {"times": times}}
            return Request("PATCH", item, body, by_therapist=True, is_edit=True)
        case _:
            return Request("POST", f"/v1/clients/{person.id}/discharge", {}, by_therapist=True)


def _phone(target: str, allowed: bool) -> Request:
    body = {"platform": "android", "target": {"kind": "token", "value": target}}
    return Request("PUT", f"/v1/me/devices/{target}", body | {"notifications_allowed": allowed})


def _quiet(event: Event) -> dict[str, str] | None:
    if event.quiet is None:
        return None
    return {"start": f"{event.quiet.from_:%H:%M}", "end": f"{event.quiet.until:%H:%M}"}


def _log_id(event: Event) -> UUID:
    return _id(event, event.slot)


def _id(event: Event, of: object) -> UUID:
    return uuid5(NAMESPACE_URL, f"{event.subject_id}/{event.on}/{of}")
