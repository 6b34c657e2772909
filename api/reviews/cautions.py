"""What speaks against an item for a client, and what was cleared in spite of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import ConfigDict

from api.care.plans import Prescribed
from api.library import Library
from api.plan.clearances import uncleared
from api.plan.prescriptions import show_clearance
from api.platform.http.fields import Out
from api.reviews.prescribed import rows_then
from api.reviews.record import Record
from api.reviews.wording import NamedCode, Wording

NO_INTAKE = "no_intake"
ITEM = {
    "prescription_id": "01931f5e-7f3a-7c11-9a51-2f6f0b9d1c11",
    "exercise": "chin-tuck",
    "name": "Chin tuck",
}
NECK = {"code": "recent_neck_trauma", "name": "A recent neck injury"}
EXAMPLE: dict[str, Any] = {
    "told_at": "2026-02-01T10:00:00Z",
    "reason": None,
    "conditions": [{"code": "neck_pain", "name": "Neck pain"}],
    "contraindications": [NECK | {"level": None}],
    "clearances": [
        ITEM
        | {
            "contraindications": [NECK],
            "reason": "Her surgeon agrees, letter of 20 February.",
            "given_by": "01931f5e-7f3a-7c11-9a51-2f6f0b9d1c33",
            "given_at": "2026-02-02T09:30:00Z",
        }
    ],
    "conflicts": [],
}


class Contraindication(NamedCode):
    """`level` is always for one that needs a clearance for every item."""

    level: str | None


class NamedConflict(Out):
    """An item that some contraindications speak against, which nobody has cleared."""

    prescription_id: UUID
    exercise: str
    name: str
    contraindications: list[NamedCode]


class Cleared(NamedConflict):
    """An item that may be done in spite of contraindications, and why."""

    reason: str
    given_by: UUID
    given_at: datetime


class CautionsOut(Out):
    """What the client disclosed by the date, and of each item not stopped what was cleared.

    `told_at` is when she last did; null with a reason before her first intake, and then the
    conditions are those of her record. `conflicts` were disclosed after the item was prescribed.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    told_at: datetime | None
    reason: str | None
    conditions: list[NamedCode]
    contraindications: list[Contraindication]
    clearances: list[Cleared]
    conflicts: list[NamedConflict]


def cautions(record: Record, library: Library, words: Wording) -> CautionsOut:
    """Return the contraindications and clearances as of the date."""
    intake = record.facts.intake
    conditions = intake.conditions if intake else record.client.conditions
    against = _against(intake.contraindications if intake else (), conditions, words)
    rows = [row for row in rows_then(record) if not _is_stopped(row, record.moment)]
    codes = frozenset(against)
    left = [(row, _left(row, library, codes)) for row in rows]
    return CautionsOut(
        told_at=intake.created_at if intake else None,
        reason=None if intake else NO_INTAKE,
        conditions=words.named("conditions", conditions),
        contraindications=[
            Contraindication(code=code, name=_name(code, words), level=level)
            for code, level in against.items()
        ],
        clearances=[shown for row in rows if (shown := _cleared(row, words))],
        conflicts=[
            NamedConflict(**_item(row, words), contraindications=_named(found, words))
            for row, found in left
            if found
        ],
    )


def _against(
    disclosed: Sequence[str], conditions: Sequence[str], words: Wording
) -> Mapping[str, str | None]:
    """Return the contraindications by code, with their levels; some conditions are among them."""
    known = words.vocabulary.codes("contraindications")
    codes = dict.fromkeys([*disclosed, *(code for code in conditions if code in known)])
    return {
        code: words.vocabulary.level("contraindications", code) if code in known else None
        for code in codes
    }


def _is_stopped(row: Prescribed, moment: datetime) -> bool:
    return row.stopped_at is not None and row.stopped_at <= moment


def _left(row: Prescribed, library: Library, codes: frozenset[str]) -> list[str]:
    version = row.versions[-1]
    return uncleared(library.pinned(row.exercise, version.exercise_version), version, codes)


def _cleared(row: Prescribed, words: Wording) -> Cleared | None:
    given = show_clearance(row.versions)
    if given is None:
        return None
    return Cleared(
        **_item(row, words),
        contraindications=_named(given.contraindications, words),
        reason=given.reason,
        given_by=given.given_by,
        given_at=given.given_at,
    )


def _item(row: Prescribed, words: Wording) -> dict[str, Any]:
    name = words.exercises[row.id]
    return {"prescription_id": row.id, "exercise": row.exercise, "name": name}


def _named(codes: Sequence[str], words: Wording) -> list[NamedCode]:
    return [NamedCode(code=code, name=_name(code, words)) for code in codes]


def _name(code: str, words: Wording) -> str | None:
    return words.first_name(("contraindications", "conditions"), code)
