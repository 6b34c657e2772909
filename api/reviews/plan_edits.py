"""The edits of a plan on the dates that a brief covers, with pain before and after each."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from uuid import UUID

from api.care.plans import Prescribed
from api.library import Library, PlanChangeKind
from api.plan.changes import ChangeOut, show_changes
from api.platform.http.fields import Out
from api.reviews.record import Record
from api.reviews.wording import Wording
from api.rules.decimals import one_decimal_of
from api.rules.insights.means import PAIN, Answers, answers
from api.rules.insights.sessions import around
from api.tables import PrescriptionVersion


class PlanEditOut(Out):
    """That an item was new, changed or stopped on the dates that are looked at; `at` is when.

    `changes` are those of the version against the one before it. `pain_before` and `pain_after` are
    mean pain of the week before it counted and of the week from then on; null with too few entries.
    It does not show cause.
    """

    kind: str
    prescription_id: UUID
    exercise: str
    name: str
    version: int
    effective_on: date
    at: datetime
    changes: list[ChangeOut]
    pain_before: float | None
    pain_after: float | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class _Edit:
    """An item that was new, changed or stopped; `before` is the version that was changed."""

    kind: PlanChangeKind
    at: datetime
    row: Prescribed
    version: PrescriptionVersion
    before: PrescriptionVersion | None = None


def plan_edits(
    record: Record, library: Library, language: str, words: Wording
) -> list[PlanEditOut]:
    """Return the edits of the plan on the dates that the brief covers, the latest first."""
    first_on, pain = record.window[0], answers(record.diary, PAIN)
    edits = [
        edit
        for row in record.care.prescriptions
        for edit in _edits_of(row)
        if first_on <= record.care.date_of(edit.at) <= record.as_of
    ]
    latest_first = sorted(edits, key=lambda edit: edit.at)[::-1]
    return [_shown(edit, record, pain, (library, language, words)) for edit in latest_first]


def _edits_of(row: Prescribed) -> Iterator[_Edit]:
    """Yield the edits of an item: that it was new, each change, and that it was stopped."""
    first, last = row.versions[0], row.versions[-1]
    yield _Edit("new", first.created_at, row, first)
    for before, after in pairwise(row.versions):
        yield _Edit("changed", after.created_at, row, after, before)
    if row.stopped_at is not None:
        yield _Edit("stopped", row.stopped_at, row, last)


def _shown(
    edit: _Edit, record: Record, pain: Answers, said: tuple[Library, str, Wording]
) -> PlanEditOut:
    version, (library, language, words) = edit.version, said
    on = record.care.date_of(edit.at) if edit.kind == "stopped" else version.effective_on
    before, after = around(pain, on, record.as_of)
    return PlanEditOut(
        kind=edit.kind,
        prescription_id=edit.row.id,
        exercise=edit.row.exercise,
        name=words.exercises[edit.row.id],
        version=version.number,
        effective_on=version.effective_on,
        at=edit.at,
        changes=show_changes(edit.before, version, library, language) if edit.before else [],
        pain_before=one_decimal_of(before.value),
        pain_after=one_decimal_of(after.value),
        reason=before.reason or after.reason,
    )
