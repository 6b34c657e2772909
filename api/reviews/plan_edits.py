"""The edits of a plan on the dates that a brief covers, with pain before and after each."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from api.care.plans import Prescribed
from api.library import Library, PlanChangeKind
from api.plan.changes import show_changes
from api.reviews.brief_shapes import PlanEditOut
from api.reviews.record import Record
from api.rules.decimals import one_decimal_of
from api.rules.insights.means import PAIN, Answers, answers
from api.rules.insights.sessions import around
from api.tables import PrescriptionVersion


@dataclass(frozen=True, slots=True)
class _Edit:
    """An item that was new, changed or stopped; `before` is the version that was changed."""

    kind: PlanChangeKind
    at: datetime
    row: Prescribed
    version: PrescriptionVersion
    before: PrescriptionVersion | None = None


def plan_edits(record: Record, library: Library, language: str) -> list[PlanEditOut]:
    """Return the edits of the plan on the dates that the brief covers, the latest first."""
    first_on, pain = record.window[0], answers(record.diary, PAIN)
    edits = [
        edit
        for row in record.care.prescriptions
        for edit in _edits_of(row)
        if first_on <= record.care.date_of(edit.at) <= record.as_of
    ]
    latest_first = sorted(edits, key=lambda edit: edit.at)[::-1]
    return [_shown(edit, record, pain, library, language) for edit in latest_first]


def _edits_of(row: Prescribed) -> Iterator[_Edit]:
    """Yield the edits of an item: that it was new, each change, and that it was stopped."""
    first, last = row.versions[0], row.versions[-1]
    yield _Edit("new", first.created_at, row, first)
    for before, after in pairwise(row.versions):
        yield _Edit("changed", after.created_at, row, after, before)
    if row.stopped_at is not None:
        yield _Edit("stopped", row.stopped_at, row, last)


def _shown(
    edit: _Edit, record: Record, pain: Answers, library: Library, language: str
) -> PlanEditOut:
    version = edit.version
    on = record.care.date_of(edit.at) if edit.kind == "stopped" else version.effective_on
    before, after = around(pain, on, record.as_of)
    return PlanEditOut(
        kind=edit.kind,
        prescription_id=edit.row.id,
        exercise=edit.row.exercise,
        version=version.number,
        effective_on=version.effective_on,
        at=edit.at,
        changes=show_changes(edit.before, version, library, language) if edit.before else [],
        pain_before=one_decimal_of(before.value),
        pain_after=one_decimal_of(after.value),
        reason=before.reason or after.reason,
    )
