"""What a client said in her own words since her last session, and of that session."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import ConfigDict

from api.appointments.feedback import SorenessOut
from api.platform.http.fields import Out
from api.reviews.record import Record
from api.reviews.weeks import weeks_by_then
from api.reviews.wording import Wording
from api.rules.uploads import sunday_of

MOST_NOTES = 20
EXAMPLE: dict[str, Any] = {
    "since_on": "2026-02-23",
    "notes": [
        {
            "on": "2026-03-01",
            "source": "log",
            "prescription_id": "01931f5e-7f3a-7c11-9a51-2f6f0b9d1c11",
            "exercise": "chin-tuck",
            "exercise_name": "Chin tuck",
            "slot": "08:30",
            "outcome": "skipped",
            "outcome_name": "Skipped",
            "reason": "no_time",
            "reason_name": "I had no time",
            "text": "Early shift.",
            "recorded_at": "2026-03-01T18:02:11Z",
        }
    ],
    "more": 0,
    "feedback": {
        "appointment_id": "01931f5e-7f3a-7c11-9a51-2f6f0b9d1c22",
        "session_on": "2026-02-23",
        "pressure": "too_much",
        "pressure_name": "Too much",
        "soreness": [{"date": "2026-02-24", "value": 4}],
        "note": "Sore for a day.",
        "recorded_at": "2026-02-24T19:12:30Z",
    },
}


class NoteOut(Out):
    """A note of a check_in, a weekly check_in or a log; of a log there is also what it is of.

    `on` is the date it is about; of a week its last date, or the date as of which this is.
    """

    on: date
    source: Literal["check_in", "weekly_check_in", "log"]
    prescription_id: UUID | None
    exercise: str | None
    exercise_name: str | None
    slot: str | None
    outcome: str | None
    outcome_name: str | None
    reason: str | None
    reason_name: str | None
    text: str
    recorded_at: datetime


class SessionFeedback(Out):
    """How the last session felt: the pressure, and how sore she was on the days after it."""

    appointment_id: UUID
    session_on: date
    pressure: str | None
    pressure_name: str | None
    soreness: list[SorenessOut]
    note: str | None
    recorded_at: datetime


class ToldOut(Out):
    """The notes since the last session, the newest first, and `more` that are not shown.

    Without a session they count from the first date that the brief covers. `feedback` is null until
    she said something of the last session.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    since_on: date
    notes: list[NoteOut]
    more: int
    feedback: SessionFeedback | None


def told(record: Record, words: Wording) -> ToldOut:
    """Return the client's notes and feedback since her last session, up to the date."""
    found = sorted(_rows(record), key=lambda each: (each[0], each[2].recorded_at), reverse=True)
    exercises = record.care.exercises
    return ToldOut(
        since_on=record.since_on,
        notes=[_note(*each, exercises, words) for each in found[:MOST_NOTES]],
        more=max(len(found) - MOST_NOTES, 0),
        feedback=_feedback(record, words),
    )


_Source = Literal["check_in", "weekly_check_in", "log"]


def _rows(record: Record) -> Iterator[tuple[date, _Source, Any]]:
    facts = record.facts
    for row in facts.check_in_notes:
        yield row.on_date, "check_in", row
    for row in facts.log_notes:
        yield row.local_date, "log", row
    for row in weeks_by_then(record):
        last_on = sunday_of(row.monday)
        if row.note and last_on >= record.since_on:
            yield min(last_on, record.as_of), "weekly_check_in", row


def _note(
    on: date, source: _Source, row: Any, exercises: dict[UUID, str], words: Wording
) -> NoteOut:
    item = row.prescription_id
    return NoteOut(
        on=on,
        source=source,
        prescription_id=item,
        exercise=item and exercises[item],
        exercise_name=item and words.exercises[item],
        slot=row.slot,
        outcome=row.outcome,
        outcome_name=words.name("outcomes", row.outcome),
        reason=row.reason,
        reason_name=words.name("skip_reasons", row.reason),
        text=row.note,
        recorded_at=row.recorded_at,
    )


def _feedback(record: Record, words: Wording) -> SessionFeedback | None:
    """Return what she said of the last session by the date, None for nothing."""
    visit = record.sessions[-1] if record.sessions else None
    said = {each.appointment_id: each for each in record.facts.feedback}
    if visit is None or visit.appointment_id not in said:
        return None
    row = said[visit.appointment_id]
    sore = [SorenessOut.model_validate(each) for each in row.soreness or ()]
    is_said = record.care.date_of(row.recorded_at) <= record.as_of
    return SessionFeedback(
        appointment_id=visit.appointment_id,
        session_on=visit.on,
        pressure=row.pressure,
        pressure_name=words.name("pressures", row.pressure),
        soreness=[each for each in sore if each.date <= record.as_of],
        note=row.note if is_said else None,
        recorded_at=row.recorded_at,
    )
