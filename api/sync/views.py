"""All that a phone has: its records, whoever wrote them, as they are at this moment."""

from collections.abc import Iterator

from api.appointments.feedback import feedback_to_give
from api.appointments.my_appointments import show_my_appointment
from api.diary.check_ins import show_check_in
from api.diary.logs import LogAnswers
from api.diary.weekly_check_ins import WeeklyCheckInOut
from api.library import Library
from api.people.preferences import show_preferences
from api.plan.acknowledgements import knows_of_stop, last_read, still_unread
from api.plan.excused import show_excused
from api.rules.streaks import streak
from api.safety.texts import all_safety_texts
from api.sync.days import plan_records
from api.sync.records import Record, plain, shown, told
from api.sync.rows import Rows
from api.today import DueDates, show_paused


def records_of(rows: Rows, library: Library, language: str) -> Iterator[Record]:
    """Yield all records of a phone, in the order in which they are told."""
    settings = show_preferences(rows.person, rows.person, []).model_dump(mode="json")
    del settings["warnings"]
    yield plain("settings", rows.person.id, settings)
    yield _home(rows, library, language)
    checked_in_on = {row.on_date for row in rows.check_ins if row.answered}
    yield from plan_records(rows.today, rows.excused, checked_in_on, library, language)
    yield from _read(rows, library, language)
    for goal in rows.today.around.goals:
        yield plain("goal", goal.id, {"id": str(goal.id), "text": goal.text})
    country = rows.today.around.country
    for text in all_safety_texts(library, language, rows.person.timezone, country):
        yield shown("safety_text", text.key, text)
    yield from _said(rows)


def _said(rows: Rows) -> Iterator[Record]:
    """Yield what was told of sessions, dates, weeks and slots, by whichever phone."""
    for row in rows.appointments:
        feedback = None if row.recorded_at is None else row
        session = show_my_appointment(row, feedback, rows.today.care.history)
        yield shown("appointment", row.id, session)
    for row in rows.excused:
        yield shown("excused", row.id, show_excused(row))
    for row in rows.weeks:
        yield told("weekly_check_in", row, WeeklyCheckInOut.model_validate)
    for row in rows.check_ins:
        yield told("check_in", row, show_check_in)
    for row in rows.logs:
        yield told("log", row, LogAnswers.model_validate)


def _home(rows: Rows, library: Library, language: str) -> Record:
    """Return what a home screen shows besides the days."""
    day, around = rows.today, rows.today.around
    paused = show_paused(day, library, language)
    feedback = around.held and feedback_to_give(around.held, day.now, day.care.history)
    last = min(day.on, day.care.today(day.now))
    body = {
        "on": day.on.isoformat(),
        "timezone": day.care.timezone,
        "paused": [item.model_dump(mode="json") for item in paused],
        "paused_for_safety": any(item.safety for item in paused),
        "weekly_check_in": {"monday": around.monday.isoformat(), "done": around.week_answered},
        "feedback": feedback and feedback.model_dump(mode="json"),
        "next_appointment": around.upcoming and str(around.upcoming.id),
        "streak": streak(last, day.active_on, DueDates(day.care), day.care.excused_on),
    }
    return plain("home", "home", body)


def _read(rows: Rows, library: Library, language: str) -> Iterator[Record]:
    """Yield up to which version she read each item, and what she has not read yet."""
    for item, read in rows.read.items():
        body = {"version": last_read(read), "knows_of_stop": knows_of_stop(read)}
        yield plain("acknowledgement", item, {"prescription_id": str(item), **body})
    for unread in still_unread(rows.today.care, rows.read, library, language):
        yield shown("plan_change", unread.prescription_id, unread)
