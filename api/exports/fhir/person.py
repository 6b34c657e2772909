"""The Patient, and the CarePlan that her prescriptions are the activities of."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from api.exports.about import Copy
from api.exports.fhir.codes import Json, id_of, ours, refers_to
from api.exports.rows import Row

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def patient_of(copy: Copy) -> Json:
    """Return the client as a Patient; nothing is known of her birth or gender."""
    her, client = copy.rows.one("accounts"), copy.rows.one("clients")
    language = {"coding": [{"system": "urn:ietf:bcp:47", "code": her["locale"]}]}
    found: Json = {
        "id": her["id"],
        "active": client["discharged_at"] is None,
        "name": [{"use": "usual", "text": her["name"]}],
        "communication": [{"language": language, "preferred": True}],
        "managingOrganization": {"display": copy.rows.one("practices")["name"]},
    }
    if her.get("email"):
        found["telecom"] = [{"system": "email", "value": her["email"]}]
    return found


def care_plan_of(copy: Copy) -> Json:
    """Return all that was prescribed as one CarePlan, each item at its newest version."""
    client = copy.rows.one("clients")
    activities = list(_activities(copy))
    goes_on = any(each["detail"]["status"] in GOING_ON for each in activities)
    found: Json = {
        "id": id_of(client["id"], "care-plan"),
        "status": "active" if goes_on and client["discharged_at"] is None else "completed",
        "intent": "plan",
        "title": copy.words.text("export.section_plan"),
        "subject": refers_to(client["id"]),
        "created": client["created_at"],
    }
    return found | ({"activity": activities} if activities else {})


GOING_ON = ("scheduled", "in-progress", "on-hold")


def _activities(copy: Copy) -> Iterator[Json]:
    newest = {row["prescription_id"]: row for row in _by_number(copy)}
    paused: dict[str, bool] = defaultdict(bool)
    for pause in copy.rows["prescription_pauses"]:
        paused[pause["prescription_id"]] |= _is_running(pause, copy.made_at)
    for row in copy.rows["prescriptions"]:
        yield _activity(copy, row, newest[row["id"]], paused[row["id"]])


def _by_number(copy: Copy) -> list[Row]:
    return sorted(copy.rows["prescription_versions"], key=lambda each: each["number"])


def _is_running(pause: Row, now: datetime) -> bool:
    begins, ends = datetime.fromisoformat(pause["from_at"]), pause["until_at"]
    return begins <= now and (ends is None or datetime.fromisoformat(ends) > now)


def _activity(copy: Copy, row: Row, version: Row, is_paused: bool) -> Json:
    words, today = copy.words, copy.today.isoformat()
    name = words.item(row["exercise"], version["exercise_version"])
    code = ours("exercises", row["exercise"], name)
    code["version"] = version["exercise_version"]
    detail: Json = {
        "code": {"coding": [code], "text": name},
        "status": _status(row, version, is_paused, today),
        "doNotPerform": False,
        "scheduledTiming": timing_of(version),
        "description": f"{words.dose(version)} · {words.when(version)}",
    }
    note = {"progress": [{"text": version["note"]}]} if version["note"] else {}
    return {"detail": detail} | note


def _status(row: Row, version: Row, is_paused: bool, today: str) -> str:
    """Return the state of an item in FHIR's words; dates are compared as ISO text."""
    if row["stopped_at"] is not None:
        return "stopped"
    if version["end_on"] is not None and version["end_on"] < today:
        return "completed"
    if is_paused:
        return "on-hold"
    return "scheduled" if version["start_on"] > today else "in-progress"


def timing_of(version: Row) -> Json:
    """Return a schedule: so often in so many weeks, on these days, at these wall times.

    Cues at changing minutes are so many times on these days, at no time in particular.
    """
    times, days = version["times"], version["weekdays"]
    a_day = version["nudges_per_day"] or len(times) or 1
    bounds = {"start": version["start_on"]}
    if version["end_on"] is not None:
        bounds["end"] = version["end_on"]
    repeat: dict[str, Any] = {
        "boundsPeriod": bounds,
        "frequency": a_day * len(days),
        "period": version["interval_weeks"],
        "periodUnit": "wk",
        "dayOfWeek": [day for day in WEEKDAYS if day in days],
    }
    if times:
        repeat["timeOfDay"] = [f"{time}:00" for time in times]
    return {"repeat": repeat}
