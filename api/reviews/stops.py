"""Red flags and stops for safety on the dates of a brief, and what let each item go on."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import ConfigDict

from api.care.plans import Prescribed
from api.platform.http.fields import Out
from api.reviews.record import Record
from api.reviews.wording import Wording

MOST_EVENTS = 20
ITEM = {
    "prescription_id": "01931f5e-7f3a-7c11-9a51-2f6f0b9d1c11",
    "exercise": "chin-tuck",
    "name": "Chin tuck",
}
EXAMPLE: dict[str, Any] = {
    "events": [
        {
            "id": "01931f5e-7f3a-7c11-9a51-2f6f0b9d1c44",
            "kind": "exercise_stop",
            "kind_name": "Exercise stopped",
            "code": "pain_rise",
            "name": "Pain rose by two or more",
            "level": "stop",
            "on": "2026-02-26",
            "at": "2026-02-26T18:04:00Z",
            "exercise": "chin-tuck",
            "exercise_name": "Chin tuck",
            "pain_before": 3,
            "pain_after": 6,
            "stopped": [
                ITEM
                | {
                    "resumed_at": "2026-02-27T09:00:00Z",
                    "resume_note": "Smaller range, then no pain.",
                }
            ],
        }
    ],
    "more": 0,
}


class StoppedItem(Out):
    """An item of the plan that was in a stop for safety then; null until it was resumed."""

    prescription_id: UUID
    exercise: str
    name: str
    resumed_at: datetime | None
    resume_note: str | None


class StopOut(Out):
    """A red flag, or a stop of one exercise with the pain that was told."""

    id: UUID
    kind: str
    kind_name: str | None
    code: str
    name: str | None
    level: str
    on: date
    at: datetime
    exercise: str | None
    exercise_name: str | None
    pain_before: int | None
    pain_after: int | None
    stopped: list[StoppedItem]


class StopsOut(Out):
    """The latest first, and `more` that are not shown."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    events: list[StopOut]
    more: int


def stops(record: Record, words: Wording) -> StopsOut:
    """Return the red flags and stops on the dates that the brief covers."""
    rows = sorted(record.facts.events, key=lambda row: (row.created_at, row.id), reverse=True)
    return StopsOut(
        events=[_event(row, record, words) for row in rows[:MOST_EVENTS]],
        more=max(len(rows) - MOST_EVENTS, 0),
    )


def _event(row: Any, record: Record, words: Wording) -> StopOut:
    item, pain = row.prescription_id, row.evidence
    ended = {each.id for each in record.care.prescriptions if _was_over(each, row.created_at)}
    return StopOut(
        id=row.id,
        kind=row.kind,
        kind_name=words.name("alert_kinds", row.kind),
        code=row.code,
        name=words.rule_name(row.code),
        level=row.level,
        on=row.on_date,
        at=row.created_at,
        exercise=item and record.care.exercises[item],
        exercise_name=item and words.exercises[item],
        pain_before=pain.get("pain_before"),
        pain_after=pain.get("pain_after"),
        stopped=[
            _stopped(pause, record, words)
            for pause in record.facts.pauses
            if _covers(pause, row)
            and item in (None, pause.prescription_id)
            and pause.prescription_id not in ended
        ],
    )


def _was_over(item: Prescribed, at: datetime) -> bool:
    """Tell whether an item was stopped for good by then: its stop for safety stays open."""
    return item.stopped_at is not None and item.stopped_at <= at


def _covers(pause: Any, event: Any) -> bool:
    """Tell whether an item was in a stop for safety when an event came, or by it."""
    at: datetime = event.created_at
    return bool(
        pause.safety and pause.from_at <= at and (pause.until_at is None or at <= pause.until_at)
    )


def _stopped(pause: Any, record: Record, words: Wording) -> StoppedItem:
    is_resumed = pause.until_at is not None and pause.until_at <= record.moment
    exercises: Mapping[UUID, str] = record.care.exercises
    return StoppedItem(
        prescription_id=pause.prescription_id,
        exercise=exercises[pause.prescription_id],
        name=words.exercises[pause.prescription_id],
        resumed_at=pause.until_at if is_resumed else None,
        resume_note=pause.resume_note if is_resumed else None,
    )
