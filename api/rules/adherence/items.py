"""The adherence of one prescription, and which one is missed most.

Tallies are exact; a percentage is rounded, and a band chosen, only for display.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal
from uuid import UUID

from api.rules.adherence.outcomes import DUE, EXCUSED, Kind, Outcome, share_of
from api.rules.decimals import exact_sum, rounded
from api.rules.definitions import DEFINITIONS
from api.rules.plan.plans import Plan

Band = Literal["high", "middle", "low"]
Missing = Literal["nothing_due", "insufficient_data"]
Counts = Mapping[Kind, int]
"""How many slots became what: whole slots are counted, since a caseload has thousands of them."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many slots were due and the exact credit for them, `credit` / `whole`, at most `due`.

    `excused` slots were not due, `self_excused` of them by the client's own word.
    """

    due: int
    credit: int
    whole: int
    excused: int = 0
    self_excused: int = 0

    @property
    def mostly_excused(self) -> bool:
        """Whether the client excused herself from more than half of what was left to her."""
        return self.self_excused > self.due


@dataclass(frozen=True, slots=True)
class Item:
    """One prescription over the dates asked for.

    `due` = done + partial + skipped + unlogged. The plan's slots are due + excused + paused +
    safety_stopped, and three kinds that no field counts: open (the window has not closed yet),
    backdated (due before the prescription was made) and flown over. Each counts once it is logged.
    Paused and safety_stopped are, without a log, all slots of a date that a pause touched.
    `partial_credit` is in slots. `percent` is 100 credit / due, `dose_percent` 100 sets done /
    sets due. When too few slots are due, they and `band` are None and `reason` says so. `reasons`
    counts the reasons of skipped slots by code. `self_excused` of the excused are by the client's
    own word; `mostly_excused` says that they are more than the due ones (see `band`).
    """

    prescription_id: UUID
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
    band: Band | None
    reasons: Mapping[str, int]
    reason: Missing | None


@dataclass(frozen=True, slots=True)
class MostSkipped:
    """The exercise, or the habit, with the largest missed / due, and its commonest skip reason.

    `missed` = `skipped`, which she said, + `unlogged`, of which nothing is known.
    """

    prescription_id: UUID
    missed: int
    skipped: int
    unlogged: int
    due: int
    reason_code: str | None


def tally(counts: Counts) -> Tally:
    """Return due slots and their credit: done 1, partial its share, skipped and unlogged 0."""
    due, excused, own, shares = 0, 0, 0, []
    for (outcome, _, sets, sets_done), times in counts.items():
        if outcome in DUE:
            due += times
            share, whole = share_of(outcome, sets, sets_done)
            shares.append((times * share, whole))
        elif outcome in EXCUSED:
            excused += times
            own += times if outcome == "self_excused" else 0
    return Tally(due, *exact_sum(shares), excused, own)


def percent(tallied: Tally) -> float | None:
    """Return 100 credit / due, rounded; None when too few slots are due."""
    return rounded(*_hundredfold(tallied)) if tallied.due >= DEFINITIONS.least_due else None


def band(tallied: Tally) -> Band | None:
    """Return the band of the unrounded percentage; None when too few slots are due.

    None, too, instead of middle or high, where the client excused herself from more than half:
    excuses can only flatter, so that a low band stays low.
    """
    if tallied.due < DEFINITIONS.least_due:
        return None
    credit, due = _hundredfold(tallied)
    if credit < DEFINITIONS.band_middle * due:
        return "low"
    if tallied.mostly_excused:
        return None
    return "high" if credit >= DEFINITIONS.band_high * due else "middle"


def missing(tallied: Tally) -> Missing | None:
    """Return why there is no percentage, or None when there is one."""
    if tallied.due == 0:
        return "nothing_due"
    return "insufficient_data" if tallied.due < DEFINITIONS.least_due else None


def dose_percent(counts: Counts) -> float | None:
    """Return 100 sets done / sets due over the due slots whose dose has sets, rounded.

    A done slot did all its sets, a partial one those logged, or half when none were. None when no
    dose has sets or too few such slots are due.
    """
    slots, due, shares = 0, 0, []
    for (outcome, _, sets, sets_done), times in counts.items():
        if sets and outcome in DUE:
            slots += times
            due += times * sets
            share, whole = share_of(outcome, sets, sets_done)
            shares.append((100 * times * sets * share, whole))
    if slots < DEFINITIONS.least_due:
        return None
    done, whole = exact_sum(shares)
    return rounded(done, whole * due)


def item_of(plan: Plan, counts: Counts) -> Item:
    """Return the figures of one plan from what became of its slots."""
    total = tally(counts)
    times: Counter[Outcome] = Counter()
    for (outcome, *_), each in counts.items():
        times[outcome] += each
    return Item(
        prescription_id=plan.prescription_id,
        kind=plan.kind,
        due=total.due,
        done=times["done"],
        partial=times["partial"],
        partial_credit=rounded(total.credit - times["done"] * total.whole, total.whole),
        skipped=times["skipped"],
        excused=total.excused,
        self_excused=total.self_excused,
        mostly_excused=total.mostly_excused,
        paused=times["paused"],
        safety_stopped=times["safety_stopped"],
        unlogged=times["unlogged"],
        percent=percent(total),
        dose_percent=dose_percent(counts),
        band=band(total),
        reasons=_reasons(counts),
        reason=missing(total),
    )


def most_skipped(items: list[Item]) -> MostSkipped | None:
    """Return the item with the largest missed share; ties: most missed slots, then lower id."""
    enough = [item for item in items if item.due >= DEFINITIONS.least_due_most_skipped]
    missed = [item for item in enough if _missed(item) > 0]
    if not missed:
        return None
    worst = min(
        missed, key=lambda item: (-_missed_share(item), -_missed(item), item.prescription_id)
    )
    often = [code for code, n in worst.reasons.items() if n >= DEFINITIONS.least_reason]
    code = often[0] if often else None
    return MostSkipped(
        worst.prescription_id, _missed(worst), worst.skipped, worst.unlogged, worst.due, code
    )


def _hundredfold(tallied: Tally) -> tuple[int, int]:
    """Return the exact percentage, as numerator and denominator."""
    return 100 * tallied.credit, tallied.whole * tallied.due


def _reasons(counts: Counts) -> dict[str, int]:
    """Return how often each reason was given for a skip, most often first, ties by code."""
    times: Counter[str] = Counter()
    for (outcome, reason, *_), each in counts.items():
        if outcome == "skipped" and reason is not None:
            times[reason] += each
    return dict(sorted(times.items(), key=lambda pair: (-pair[1], pair[0])))


def _missed(item: Item) -> int:
    return item.skipped + item.unlogged


def _missed_share(item: Item) -> Fraction:
    return Fraction(_missed(item), item.due)
