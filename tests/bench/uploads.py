"""What a client's phone hands in of a date: the same for every bench."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

from tests.bench.pasts import SLOT


def check_in(on: date, number: int) -> dict[str, Any]:
    """Return a check-in, told that evening or by now; `number` is how bad it was."""
    return {
        "id": str(uuid4()),
        "pain_average": number % 6,
        "pain_worst": number % 6 + 2,
        "sleep_quality": 6,
        "sleep_hours": 6.5,
        "stress": number % 7,
        "pain_medicine": False,
        "impact": True,
        "body_map": [{"region": "neck", "side": "left"}, {"region": "shoulder", "side": "left"}],
        "red_flags": [],
        "note": "A long day at the desk, better after the walk.",
        "duration_s": 41,
        "recorded_at": _told_at(on),
    }


def log(item: str, on: date) -> dict[str, Any]:
    """Return the log of an item that is done, told that evening or by now."""
    return {
        "prescription_id": item,
        "local_date": str(on),
        "slot": SLOT,
        "outcome": "done",
        "pain_before": 3,
        "pain_after": 2,
        "recorded_at": _told_at(on),
    }


def _told_at(on: date) -> str:
    evening = datetime(on.year, on.month, on.day, 18, tzinfo=UTC)
    return min(evening, datetime.now(UTC)).isoformat()
