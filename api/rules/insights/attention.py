"""Which clients of a caseload need attention first, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from api.rules.adherence.items import Band
from api.rules.insights.baselines import Category

Reason = Literal["alert", "silent", "worsening", "low_adherence"]
WORSENING: dict[Category, int] = {"meaningful_worsening": 0, "small_worsening": 1}
NOTHING = 9


@dataclass(frozen=True, slots=True)
class State:
    """What decides about one client; `alert_ranks` are of her open alerts, 0 the most severe.

    `silent_days` is 0 unless the client has fallen silent.
    """

    alert_ranks: Sequence[int]
    silent_days: int
    category: Category | None
    band: Band | None


def reasons(state: State) -> list[Reason]:
    """Return why a client needs attention, the strongest reason first; empty for most clients."""
    found: tuple[tuple[Reason, bool], ...] = (
        ("alert", bool(state.alert_ranks)),
        ("silent", state.silent_days > 0),
        ("worsening", state.category in WORSENING),
        ("low_adherence", state.band == "low"),
    )
    return [reason for reason, holds in found if holds]


def weight(state: State) -> tuple[int, int, int, int]:
    """Return the sort key of a caseload: the smallest needs attention first."""
    return (
        min(state.alert_ranks, default=NOTHING),
        -state.silent_days,
        NOTHING if state.category is None else WORSENING.get(state.category, NOTHING),
        0 if state.band == "low" else 1,
    )
