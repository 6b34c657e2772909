"""The items, habits and paused items of the home screen."""

from collections.abc import Iterator
from datetime import date, datetime
from uuid import UUID

from api.care.plans import Prescribed, version_on
from api.library import Library
from api.plan.prescriptions import ExerciseCard, show_exercise
from api.plan.regimens import DoseOut
from api.platform.http.fields import Out
from api.platform.http.local_times import LocalTimeOut, local_time
from api.rules.instants import instant, zone
from api.rules.plan.owed import is_asked
from api.rules.plan.plans import Plan, paused_at
from api.rules.plan.schedules import Slot, slots_on
from api.today.days import Day


class SlotOut(Out):
    """Log it with its `local_date`, which is not always today: a plan may have its own zone."""

    local_date: date
    slot: str
    due_at: datetime
    due_local: LocalTimeOut
    outcome: str | None


class TodayItem(Out):
    """Dose and note are those in force on the date."""

    prescription_id: UUID
    version: int
    exercise: ExerciseCard
    dose: DoseOut
    note: str | None
    slots: list[SlotOut]


class TodayHabit(Out):
    """`logged` is the day's outcome, null while it is open."""

    prescription_id: UUID
    exercise: ExerciseCard
    note: str | None
    logged: str | None


class CheckInState(Out):
    done: bool
    due_at: datetime | None
    due_local: LocalTimeOut | None


class PausedItem(Out):
    """What is paused now, so that its absence is understood; `until_at` null: until resumed."""

    prescription_id: UUID
    exercise: str
    name: str
    safety: bool
    until_at: datetime | None
    until_local: LocalTimeOut | None


def show_items(day: Day, library: Library, language: str) -> list[TodayItem]:
    """Return the exercises of the date, each with its slots."""
    asked = asked_for(day, habits=False)
    return [item_card(row, slots, day.on, day, library, language) for row, slots in asked]


def show_habits(day: Day, library: Library, language: str) -> list[TodayHabit]:
    """Return the habits of the date."""
    asked = asked_for(day, habits=True)
    return [habit_card(row, slots[0], day.on, day, library, language) for row, slots in asked]


def item_card(
    row: Prescribed, slots: list[Slot], on: date, day: Day, library: Library, language: str
) -> TodayItem:
    """Return an exercise as it is in force on a date, with these slots."""
    version = version_on(row, on)
    return TodayItem(
        prescription_id=row.id,
        version=version.number,
        exercise=show_exercise(row, version, library, language),
        dose=DoseOut.model_validate(version),
        note=version.note,
        slots=[show_slot(slot, day) for slot in slots],
    )


def habit_card(
    row: Prescribed, slot: Slot, on: date, day: Day, library: Library, language: str
) -> TodayHabit:
    """Return a habit, which is owed once a date, however many cues it has."""
    version = version_on(row, on)
    return TodayHabit(
        prescription_id=row.id,
        exercise=show_exercise(row, version, library, language),
        note=version.note,
        logged=day.outcome(slot),
    )


def check_in_of(day: Day, on: date) -> CheckInState:
    """Return the daily check-in of a date."""
    timezone = day.care.timezone
    due_at = instant(on, day.around.check_in_time, zone(timezone))
    due_local = due_at and local_time(due_at, timezone)
    return CheckInState(done=on in day.checked_in_on, due_at=due_at, due_local=due_local)


def show_paused(day: Day, library: Library, language: str) -> list[PausedItem]:
    """Return the items paused at this moment, whatever the date shown, unless they have ended."""
    found = []
    for row, plan in plans_of(day):
        pause = None if _is_over(row, day) else paused_at(plan, day.now)
        if pause is not None:
            version = version_on(row, day.on)
            found.append(
                PausedItem(
                    prescription_id=row.id,
                    exercise=row.exercise,
                    name=show_exercise(row, version, library, language).name,
                    safety=pause.safety,
                    until_at=pause.until_at,
                    until_local=pause.until_at and local_time(pause.until_at, day.care.timezone),
                )
            )
    return found


def _is_over(row: Prescribed, day: Day) -> bool:
    """Tell whether a prescription was stopped or has reached its end."""
    end_on = row.versions[-1].end_on
    return row.stopped_at is not None or (end_on is not None and end_on < day.on)


def plans_of(day: Day) -> Iterator[tuple[Prescribed, Plan]]:
    """Yield all that was ever prescribed, each with what the rules take."""
    return zip(day.care.prescriptions, day.care.plans, strict=True)


def asked_for(day: Day, *, habits: bool) -> Iterator[tuple[Prescribed, list[Slot]]]:
    """Yield the items with slots on the date, those that are asked for or were logged."""
    history = day.care.history
    for row, plan in plans_of(day):
        if plan.is_habit == habits:
            shown = [
                slot
                for slot in slots_on(plan, history, day.on)
                if is_asked(plan, history, slot) or day.outcome(slot) is not None
            ]
            if shown:
                yield row, shown


def show_slot(slot: Slot, day: Day) -> SlotOut:
    """Return a slot with what she logged of it."""
    return SlotOut(
        local_date=slot.local_date,
        slot=slot.slot,
        due_at=slot.due_at,
        due_local=local_time(slot.due_at, day.care.zone_of(slot)),
        outcome=day.outcome(slot),
    )
