"""The shape of the changes between two versions of a prescription."""

from datetime import date
from typing import Annotated

from pydantic import WithJsonSchema

from api.care.plans import to_version
from api.library import Library
from api.plan.regimens import NudgesOut, show_nudges
from api.platform.http.fields import Out
from api.rules.plan.changes import Term, Terms, changes
from api.rules.plan.cues import Nudges
from api.tables import PrescriptionVersion

# Described as any JSON: where a field may be of several types, generators for Kotlin and Swift take
# the one that is a model, and their clients then read no value of another type.
Shown = Annotated[bool | int | str | date | list[str] | NudgesOut | None, WithJsonSchema({})]


class ChangeOut(Out):
    """One field before and after; `text` says it in the reader's language."""

    field: str
    before: Shown
    after: Shown
    text: str


def show_changes(
    before: PrescriptionVersion, after: PrescriptionVersion, library: Library, language: str
) -> list[ChangeOut]:
    """Return the changes between two versions of a prescription that a client sees."""
    texts, words = library.plan_change_texts(language), library.vocabulary(language)
    return [
        ChangeOut(
            field=change.field,
            before=_shown(change.before),
            after=_shown(change.after),
            text=texts.text(change, words),
        )
        for change in changes(_terms(before), _terms(after))
    ]


def _terms(version: PrescriptionVersion) -> Terms:
    return Terms(
        sets=version.sets,
        reps=version.reps,
        hold_s=version.hold_s,
        duration_min=version.duration_min,
        times=tuple(version.times),
        weekdays=tuple(version.weekdays),
        interval_weeks=version.interval_weeks,
        start_on=version.start_on,
        end_on=version.end_on,
        timezone=version.fixed_timezone,
        window_min=version.window_min,
        nudges=to_version(version).schedule.nudges,
        remind=version.remind,
        max_pain=version.max_pain,
        note=version.note or None,
        exercise_version=version.exercise_version,
    )


def _shown(value: Term) -> bool | int | str | date | list[str] | NudgesOut | None:
    if isinstance(value, Nudges):
        return show_nudges(value)
    return list(value) if isinstance(value, tuple) else value
