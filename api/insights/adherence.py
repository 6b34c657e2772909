"""Reading the logs of slots for the rules of adherence, and the shape of the result."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from pydantic import Field
from sqlalchemy import Select, String, case, cast, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.platform.http.fields import Out
from api.platform.many import Span, read_within, within
from api.rules.adherence.adherence import Adherence, MostSkipped
from api.rules.adherence.outcomes import LoggedOutcome
from api.rules.adherence.overall import LoggedSlots
from api.rules.insights.effects import Rating
from api.tables import Log

# Built once; what was logged in the order of a LoggedOutcome.
_LOGGED = select(
    Log.prescription_id,
    Log.local_date,
    Log.slot,
    Log.outcome,
    Log.reason,
    Log.sets_done,
).where(Log.undone.is_(False))
_OUTCOMES = within(_LOGGED, Log.client_id, Log.local_date)
_BY_SLOT = within(
    select(
        Log.prescription_id,
        Log.outcome,
        case((Log.outcome == "partial", Log.sets_done)).label("sets_done"),
        # As `name_of` names it.
        (cast(Log.local_date, String) + " " + Log.slot).label("slot"),
    ).where(Log.undone.is_(False)),
    Log.client_id,
    Log.local_date,
)
_LOGS = within(
    _LOGGED.add_columns(
        Log.pain_before,
        Log.pain_after,
        Log.recorded_at,
        # Notes are used only for slots that the client left out.
        case((Log.outcome == "skipped", Log.note)).label("why"),
    ),
    Log.client_id,
    Log.local_date,
)


def _together(slots: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Return the query with the slots of one outcome in one row: most are done, so rows are few."""
    told = slots.subquery("told").c
    kind = told.prescription_id, told.outcome, told.sets_done
    return select(*kind, func.aggregate_strings(told.slot, ",")).group_by(*kind)


_LOGGED_SLOTS = {name: _together(slots) for name, slots in _BY_SLOT.items()}


class SlotLog(NamedTuple):
    """One log; `rating` is None unless pain was reported both before and after.

    `why` is the client's note about a slot that she left out.
    """

    outcome: LoggedOutcome
    rating: Rating | None
    recorded_at: datetime
    why: str | None


class Rated(Out):
    """Credit over due; `percent` and `band` are null when too little was due, with a `reason`.

    What was excused is not due; `self_excused` of it by the client's own word. Where these are more
    than what was due, it is `mostly_excused`, and only a low band is told.
    """

    due: int
    credit: float
    percent: float | None
    band: str | None
    reason: str | None
    excused: int
    self_excused: int
    mostly_excused: bool


class WeekOut(Rated):
    monday: date


class WeekChangeOut(Out):
    """What changed from the week before in the exercises that were due in both.

    `before` and `percent` are of these `same_items` alone, null where too little of them was due.
    `mix_changed`: something was due in only one of the weeks. `only_by_mix`: the percentage of all
    rose and that of the same exercises did not; null where that cannot be told.
    """

    monday: date
    same_items: int
    before: float | None
    percent: float | None
    mix_changed: bool
    only_by_mix: bool | None


class AdherenceItem(Out):
    prescription_id: UUID
    exercise: str
    kind: str
    due: int
    done: int
    partial: int
    partial_credit: float
    skipped: int
    excused: int
    self_excused: int
    mostly_excused: bool
    paused: int
    safety_stopped: int
    unlogged: int
    percent: float | None
    dose_percent: float | None
    band: str | None
    reasons: dict[str, int]
    reason: str | None


class MostSkippedOut(Out):
    """`missed` = `skipped` + `unlogged`: what she left out, and what she said nothing of."""

    prescription_id: UUID
    missed: int
    skipped: int
    unlogged: int
    due: int
    reason_code: str | None


class AdherenceOut(Out):
    from_on: date = Field(serialization_alias="from")
    to_on: date = Field(serialization_alias="to")
    definition_version: str
    overall: Rated
    weeks: list[WeekOut]
    week_changes: list[WeekChangeOut]
    items: list[AdherenceItem]
    most_skipped: MostSkippedOut | None
    most_skipped_habit: MostSkippedOut | None


async def load_outcomes(session: AsyncSession, span: Span) -> list[LoggedOutcome]:
    """Return what a client logged of these dates, without undone logs; one query."""
    return [LoggedOutcome(*told) for told in await read_within(session, _OUTCOMES, [span])]


async def load_logged_slots(
    session: AsyncSession, spans: Iterable[Span]
) -> defaultdict[UUID, list[LoggedSlots]]:
    """Return what was logged of these dates by prescription, without undone logs; one query."""
    found: defaultdict[UUID, list[LoggedSlots]] = defaultdict(list)
    for prescription_id, outcome, sets_done, slots in await read_within(
        session, _LOGGED_SLOTS, spans
    ):
        found[prescription_id].append(LoggedSlots(outcome, sets_done, slots.split(",")))
    return found


async def load_logs(session: AsyncSession, span: Span) -> list[SlotLog]:
    """Return one client's logs of these dates, without undone ones; one query."""
    return [_log(*told) for told in await read_within(session, _LOGS, [span])]


def show_adherence(
    found: Adherence, exercises: Mapping[UUID, str], from_on: date, to_on: date
) -> AdherenceOut:
    """Return the figures of dates from..to; `exercises` has the slug of each prescription."""
    items = [
        AdherenceItem(
            exercise=exercises[item.prescription_id],
            **{
                name: getattr(item, name)
                for name in AdherenceItem.model_fields.keys() - {"exercise"}
            },
        )
        for item in found.items
    ]
    return AdherenceOut(
        from_on=from_on,
        to_on=to_on,
        definition_version=found.definition_version,
        overall=Rated.model_validate(found.overall),
        weeks=[WeekOut.model_validate(week) for week in found.weeks],
        week_changes=[WeekChangeOut.model_validate(each) for each in found.week_changes],
        items=items,
        most_skipped=_most_skipped(found.most_skipped),
        most_skipped_habit=_most_skipped(found.most_skipped_habit),
    )


def _most_skipped(found: MostSkipped | None) -> MostSkippedOut | None:
    return None if found is None else MostSkippedOut.model_validate(found)


def _log(
    prescription_id: UUID,
    on: date,
    slot: str,
    outcome: str,
    reason: str | None,
    sets_done: int | None,
    before: int | None,
    after: int | None,
    recorded_at: datetime,
    why: str | None,
) -> SlotLog:
    told = LoggedOutcome(prescription_id, on, slot, outcome, reason, sets_done)  # type: ignore[arg-type]  # constrained there
    rating = None if before is None or after is None else Rating(before, after, on)
    return SlotLog(told, rating, recorded_at, why)
