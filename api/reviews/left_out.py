"""What was done of the plan, with names; what was left out and, told apart, what was not logged."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from api.insights.adherence import AdherenceItem, AdherenceOut, MostSkippedOut, show_adherence
from api.platform.http.fields import Out
from api.reviews.record import Record
from api.reviews.wording import NamedCode, Wording
from api.rules.adherence.adherence import Adherence, adherence
from api.rules.adherence.items import MostSkipped

MOST_WORDS = 3


class BriefItem(AdherenceItem):
    """`reason_names` has the words of each reason for a skip, the commonest first."""

    name: str
    reason_names: list[NamedCode]


class BriefMostSkipped(MostSkippedOut):
    """`missed` = `skipped` + `unlogged`: what she left out, and what was never logged."""

    exercise: str
    name: str
    reason_name: str | None


class BriefAdherence(AdherenceOut):
    """The figures of adherence, with names."""

    items: list[BriefItem]  # type: ignore[assignment]  # each is an AdherenceItem
    most_skipped: BriefMostSkipped | None
    most_skipped_habit: BriefMostSkipped | None


class WhyOut(Out):
    """What the client wrote of a slot that she left out, and the reason that she chose."""

    on: date
    slot: str
    reason: str | None
    reason_name: str | None
    note: str


def adherence_of(record: Record, now: datetime) -> Adherence:
    """Return the adherence of the dates that the brief covers."""
    care, told = record.care, [log.outcome for log in record.logs]
    first_on, last_on = record.window[0], record.as_of
    return adherence(
        care.plans, care.history, told, care.excused_on, first_on, last_on, now, care.own_on
    )


def show_with_names(record: Record, found: Adherence, words: Wording) -> BriefAdherence:
    """Return the figures of adherence, each item and reason with its name."""
    shown = show_adherence(found, record.care.exercises, record.window[0], record.as_of)
    items = [
        BriefItem(
            **dict(each),
            name=words.exercises[each.prescription_id],
            reason_names=words.named("skip_reasons", each.reasons),
        )
        for each in shown.items
    ]
    most_skipped = {
        name: _most_skipped(getattr(shown, name), record.care.exercises, words)
        for name in ("most_skipped", "most_skipped_habit")
    }
    return BriefAdherence(**dict(shown) | {"items": items} | most_skipped)


def why_skipped(record: Record, item: MostSkipped | None, words: Wording) -> list[WhyOut]:
    """Return the client's last notes about the item that is skipped most, the latest first."""
    told = [
        WhyOut(
            on=log.outcome.local_date,
            slot=log.outcome.slot,
            reason=log.outcome.reason,
            reason_name=words.name("skip_reasons", log.outcome.reason),
            note=log.why,
        )
        for log in record.logs
        if item and log.why and log.outcome.prescription_id == item.prescription_id
    ]
    return sorted(told, key=lambda each: (each.on, each.slot))[: -MOST_WORDS - 1 : -1]


def _most_skipped(
    shown: MostSkippedOut | None, exercises: Mapping[UUID, str], words: Wording
) -> BriefMostSkipped | None:
    if shown is None:
        return None
    return BriefMostSkipped(
        **dict(shown),
        exercise=exercises[shown.prescription_id],
        name=words.exercises[shown.prescription_id],
        reason_name=words.name("skip_reasons", shown.reason_code),
    )
