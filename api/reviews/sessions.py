"""What the therapists noted of a client's sessions: the last findings, and how far joints move.

The private note is theirs alone: it is here since only her therapists read a brief.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from pydantic import ConfigDict

from api.platform.http.fields import Out
from api.reviews.record import Record
from api.reviews.wording import NamedCode, Wording
from api.rules.appointments.courses import Visit

FINDING: dict[str, Any] = {
    "region": "neck",
    "region_name": "Neck",
    "side": "left",
    "side_name": "Left",
    "root_cause": "trigger_points",
    "root_cause_name": "Trigger points",
    "referred_to": [{"code": "head", "name": "Head"}],
}
LAST: dict[str, Any] = {
    "id": "01931f5e-7f3a-7c11-9a51-2f6f0b9d1c22",
    "on": "2026-02-23",
    "findings": [FINDING],
    "note": "Begin with the right side next time.",
    "reason": None,
}
MOTION: dict[str, Any] = {
    "joint": "neck",
    "joint_name": "Neck",
    "movement": "rotation",
    "movement_name": "Turning",
    "side": "left",
    "side_name": "Left",
    "measured": [{"on": "2026-02-09", "degrees": 45}, {"on": "2026-02-23", "degrees": 60}],
    "first": 45,
    "last": 60,
    "difference": 15,
    "reason": None,
}


class NamedFinding(Out):
    """What was found in one place, and where it is felt as well."""

    model_config = ConfigDict(json_schema_extra={"examples": [FINDING]})

    region: str
    region_name: str | None
    side: str | None
    side_name: str | None
    root_cause: str | None
    root_cause_name: str | None
    referred_to: list[NamedCode]


class LastSessionOut(Out):
    """The findings of the last session, and the therapist's own note, which no client ever sees.

    Before the first session it is empty, with a reason.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [LAST]})

    id: UUID | None
    on: date | None
    findings: list[NamedFinding]
    note: str | None
    reason: str | None


class Measured(Out):
    on: date
    degrees: int


class MotionOut(Out):
    """How far a joint moved, session by session; the difference is null after one alone."""

    model_config = ConfigDict(json_schema_extra={"examples": [MOTION]})

    joint: str
    joint_name: str | None
    movement: str
    movement_name: str | None
    side: str | None
    side_name: str | None
    measured: list[Measured]
    first: int
    last: int
    difference: int | None
    reason: str | None


class _Moved(NamedTuple):
    joint: str
    movement: str
    side: str | None


def last_session(record: Record, words: Wording) -> LastSessionOut:
    """Return what was noted of the last session by the date."""
    if not record.sessions:
        return LastSessionOut(id=None, on=None, findings=[], note=None, reason="no_session")
    visit = record.sessions[-1]
    row = _noted(record)[visit.appointment_id]
    return LastSessionOut(
        id=visit.appointment_id,
        on=visit.on,
        findings=[_finding(each, words) for each in row.findings or ()],
        note=row.note,
        reason=None,
    )


def range_of_motion(record: Record, words: Wording) -> list[MotionOut]:
    """Return each movement that was measured in the sessions of the episode, as first measured."""
    found: defaultdict[_Moved, list[Measured]] = defaultdict(list)
    for visit, each in _measured(record):
        moved = _Moved(each["joint"], each["movement"], each.get("side"))
        found[moved].append(Measured(on=visit.on, degrees=each["degrees"]))
    return [_motion(moved, measured, words) for moved, measured in found.items()]


def _noted(record: Record) -> Mapping[UUID, Any]:
    return {row.id: row for row in record.facts.sessions}


def _measured(record: Record) -> Iterator[tuple[Visit, Mapping[str, Any]]]:
    noted = _noted(record)
    for visit in record.sessions:
        for each in noted[visit.appointment_id].rom or ():
            yield visit, each


def _motion(moved: _Moved, measured: Sequence[Measured], words: Wording) -> MotionOut:
    first, last = measured[0].degrees, measured[-1].degrees
    is_one = measured[0].on == measured[-1].on
    return MotionOut(
        joint=moved.joint,
        joint_name=words.name("joints", moved.joint),
        movement=moved.movement,
        movement_name=words.name("movements", moved.movement),
        side=moved.side,
        side_name=words.name("sides", moved.side),
        measured=list(measured),
        first=first,
        last=last,
        difference=None if is_one else last - first,
        reason="insufficient_data" if is_one else None,
    )


def _finding(found: Mapping[str, Any], words: Wording) -> NamedFinding:
    region, side, cause = found["region"], found.get("side"), found.get("root_cause")
    return NamedFinding(
        region=region,
        region_name=words.name("regions", region),
        side=side,
        side_name=words.name("sides", side),
        root_cause=cause,
        root_cause_name=words.name("root_causes", cause),
        referred_to=words.named("regions", found.get("referred_to", ())),
    )
