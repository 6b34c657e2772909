"""The days that a phone shows without a network: yesterday, today and the six that follow."""

from collections.abc import Iterable, Iterator, Set
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from api.care.plans import Prescribed, version_on
from api.library import Library
from api.plan.prescriptions import ExerciseCard, show_exercise, show_to_client
from api.plan.regimens import DoseOut
from api.platform.http.etags import quoted
from api.platform.http.fields import Out
from api.sync.records import Record, shown
from api.today import CheckInState, Day, SlotOut, asked_for, check_in_of, show_slot

AHEAD_DAYS = 7


class DayItem(Out):
    """An exercise of a day; `exercise` is the id of the record that has its texts."""

    prescription_id: UUID
    version: int
    exercise: str
    dose: DoseOut
    note: str | None
    slots: list[SlotOut]


class DayHabit(Out):
    prescription_id: UUID
    version: int
    exercise: str
    note: str | None
    logged: str | None


class DayCard(Out):
    """One date of hers; `excused` says why nothing has to be done on it."""

    on: date
    excused: str | None
    items: list[DayItem]
    habits: list[DayHabit]
    check_in: CheckInState


class ExerciseRecord(ExerciseCard):
    """`picture_etag` tells whether the picture that the phone has is still the same."""

    picture_etag: str


def plan_records(
    today: Day,
    excused: Iterable[Any],
    checked_in_on: Set[date],
    library: Library,
    language: str,
) -> Iterator[Record]:
    """Yield what is prescribed, the days, and the texts of all that they name."""
    used: dict[str, ExerciseRecord] = {}

    def name(row: Prescribed, version: Any) -> str:
        card = _exercise(library, language, show_exercise(row, version, library, language))
        key = f"{card.slug}/{card.version}"
        used[key] = card
        return key

    periods = list(excused)
    for row in today.care.prescriptions:
        if row.stopped_at is None or row.stopped_at > today.now:
            name(row, row.versions[-1])
            yield shown("prescription", row.id, show_to_client(row, today.now))
    for ahead in range(-1, AHEAD_DAYS):
        on = today.on + timedelta(days=ahead)
        day = replace(today, on=on, checked_in_on=frozenset(checked_in_on))
        reason = next((p.reason for p in periods if p.from_on <= on <= p.to_on), None)
        yield shown("day", on, _card(day, reason, name))
    for key, card in used.items():
        yield shown("exercise", key, card)


def _card(day: Day, excused: str | None, name: Any) -> DayCard:
    items, habits = [], []
    for row, slots in asked_for(day, habits=False):
        version = version_on(row, day.on)
        items.append(
            DayItem(
                prescription_id=row.id,
                version=version.number,
                exercise=name(row, version),
                dose=DoseOut.model_validate(version),
                note=version.note,
                slots=[show_slot(slot, day) for slot in slots],
            )
        )
    for row, slots in asked_for(day, habits=True):
        version = version_on(row, day.on)
        habits.append(
            DayHabit(
                prescription_id=row.id,
                version=version.number,
                exercise=name(row, version),
                note=version.note,
                logged=day.outcome(slots[0]),
            )
        )
    return DayCard(
        on=day.on,
        excused=excused,
        items=items,
        habits=habits,
        check_in=check_in_of(day, day.on),
    )


@lru_cache(maxsize=1024)
def _picture_etag(library: Library, slug: str, language: str) -> str:
    item = library.exercise(slug)
    return "" if item is None else quoted(item.picture(language).encode())


def _exercise(library: Library, language: str, card: ExerciseCard) -> ExerciseRecord:
    etag = _picture_etag(library, card.slug, language)
    return ExerciseRecord(**dict(card), picture_etag=etag)
