"""What changed between two versions of a prescription, limited to what the client sees."""

from dataclasses import dataclass, fields
from datetime import date

from api.rules.plan.cues import Nudges

Term = bool | int | str | date | tuple[str, ...] | Nudges | None


@dataclass(frozen=True, slots=True)
class Terms:
    """What one version asks of the client; its fields are in the order in which changes are shown.

    `times` are "HH:MM"; `timezone` is the fixed zone, None for times that follow the client.
    """

    sets: int | None
    reps: int | None
    hold_s: int | None
    duration_min: int | None
    times: tuple[str, ...]
    weekdays: tuple[str, ...]
    interval_weeks: int
    start_on: date
    end_on: date | None
    timezone: str | None
    window_min: int
    nudges: Nudges | None
    remind: bool
    max_pain: int
    note: str | None
    exercise_version: str


FIELDS = tuple(field.name for field in fields(Terms))


@dataclass(frozen=True, slots=True)
class Change:
    """One field that differs between two versions; None or () where a version has no value."""

    field: str
    before: Term
    after: Term


def changes(before: Terms, after: Terms) -> list[Change]:
    """Return the fields that differ, in the order of `Terms`."""
    pairs = ((name, getattr(before, name), getattr(after, name)) for name in FIELDS)
    return [Change(name, old, new) for name, old, new in pairs if old != new]
