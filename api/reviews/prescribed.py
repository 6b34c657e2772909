"""What is prescribed to a client as of a date: each item as it is then, and why it rests."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from pydantic import ConfigDict

from api.care.plans import Prescribed, version_on
from api.plan.regimens import DoseOut, ScheduleOut, show_schedule
from api.platform.http.fields import Out
from api.reviews.record import Record
from api.reviews.wording import Wording
from api.rules.plan.plans import in_force
from api.tables import PrescriptionVersion

EXAMPLE: dict[str, Any] = {
    "prescription_id": "01931f5e-7f3a-7c11-9a51-2f6f0b9d1c11",
    "exercise": "chin-tuck",
    "name": "Chin tuck",
    "kind": "strength",
    "kind_name": "Strength and control",
    "version": 2,
    "since_on": "2026-02-02",
    "effective_on": "2026-02-16",
    "changes_on": None,
    "dose": {"sets": 2, "reps": 8, "hold_s": 5, "duration_min": None},
    "schedule": {
        "times": ["08:30", "18:00"],
        "weekdays": ["mon", "wed", "fri"],
        "interval_weeks": 1,
        "start_on": "2026-02-02",
        "end_on": None,
        "timezone_mode": "floating",
        "timezone": None,
        "window_min": 90,
        "nudges": None,
    },
    "weekday_names": ["Monday", "Wednesday", "Friday"],
    "max_pain": 4,
    "note": "Slowly, and only as far as it is easy.",
    "state": "paused",
    "state_since": "2026-02-27T09:12:30Z",
    "state_until": None,
    "state_reason": "exercise_stop",
    "state_reason_name": "Exercise stopped",
    "is_safety_stop": True,
}


class PrescribedOut(Out):
    """An item at the version that holds on the date; `changes_on` is when a later one begins.

    `since_on` is its first date. `state` is active, paused, stopped, ended or to_come. Of a paused
    or stopped one there is since when and why: in the therapist's words or, of a stop for safety,
    a code with its name. `state_until` is when a pause ends by itself.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    prescription_id: UUID
    exercise: str
    name: str
    kind: str
    kind_name: str | None
    version: int
    since_on: date
    effective_on: date
    changes_on: date | None
    dose: DoseOut
    schedule: ScheduleOut
    weekday_names: list[str | None]
    max_pain: int
    note: str | None
    state: str
    state_since: datetime | None
    state_until: datetime | None
    state_reason: str | None
    state_reason_name: str | None
    is_safety_stop: bool


class _State(NamedTuple):
    state: str
    state_since: datetime | None = None
    state_until: datetime | None = None
    state_reason: str | None = None
    is_safety_stop: bool = False


def prescribed(record: Record, words: Wording) -> list[PrescribedOut]:
    """Return what is prescribed as of the date, in the order of prescribing.

    What was stopped, or ended, before the dates that the brief covers is left out.
    """
    return [_shown(row, record, words) for row in rows_then(record) if _concerns(row, record)]


def rows_then(record: Record) -> Iterator[Prescribed]:
    """Yield each prescription with those of its versions that there were as of the date."""
    for row in record.care.prescriptions:
        then = [each for each in row.versions if each.created_at <= record.moment]
        if then:
            yield row._replace(versions=then)


def _concerns(row: Prescribed, record: Record) -> bool:
    first_on, end_on = record.window[0], version_on(row, record.as_of).end_on
    if row.stopped_at is not None and record.care.date_of(row.stopped_at) < first_on:
        return False
    return end_on is None or end_on >= first_on


def _shown(row: Prescribed, record: Record, words: Wording) -> PrescribedOut:
    version = version_on(row, record.as_of)
    now = _state(row, version, record)
    code = now.state_reason if now.is_safety_stop else None
    return PrescribedOut(
        prescription_id=row.id,
        exercise=row.exercise,
        name=words.exercises[row.id],
        kind=row.kind,
        kind_name=words.name("kinds", row.kind),
        version=version.number,
        since_on=row.versions[0].effective_on,
        effective_on=version.effective_on,
        changes_on=_changes_on(row.versions, version, record.as_of),
        dose=DoseOut.model_validate(version),
        schedule=show_schedule(version),
        weekday_names=[words.name("weekdays", each) for each in version.weekdays],
        max_pain=version.max_pain,
        note=version.note,
        state_reason_name=words.name("alert_kinds", code),
        **now._asdict(),
    )


def _changes_on(
    versions: Sequence[PrescriptionVersion], held: PrescriptionVersion, as_of: date
) -> date | None:
    later = (each.effective_on for each in versions if each.number > held.number)
    return min((on for on in later if on > as_of), default=None)


def _state(row: Prescribed, version: PrescriptionVersion, record: Record) -> _State:
    """Return the state of an item at the end of the date: since when, until when and why."""
    if row.stopped_at is not None and row.stopped_at <= record.moment:
        return _State("stopped", row.stopped_at, None, row.stop_reason, is_safety_stop=False)
    pause = _pause(row, record)
    if pause is not None:
        # One that was resumed later had no such end then.
        until = None if pause.resumed_by else pause.until_at
        return _State("paused", pause.from_at, until, pause.reason, pause.safety)
    if version.end_on is not None and version.end_on < record.as_of:
        return _State("ended")
    return _State("to_come" if version.start_on > record.as_of else "active")


def _pause(row: Prescribed, record: Record) -> Any | None:
    """Return the pause in force at the end of the date, one for safety first, or None."""
    hers = (each for each in record.facts.pauses if each.prescription_id == row.id)
    return in_force(hers, record.moment)
