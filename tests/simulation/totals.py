"""What a simulated day came to, added up client by client, and the table it is shown in."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from math import ceil

from api.rules.reminders.leaving import delay_of
from tests.simulation.days import Lived
from tests.simulation.invariants import NAMES, due_rows, violations
from tests.simulation.lives import SPREAD_S

MINUTES = 24 * 60


@dataclass(slots=True)
class Totals:
    """Sums over clients; they take the same room for a thousand as for a million.

    Latenesses are counted by whole seconds: beyond due, and beyond the client's own spread as
    well. `punctual` are those that nothing had put off, neither quiet hours nor a neighbour.
    """

    clients: int = 0
    fates: Counter[tuple[str, str | None]] = field(default_factory=Counter)
    events: Counter[str] = field(default_factory=Counter)
    zones: set[str] = field(default_factory=set)
    pushes: int = 0
    late: Counter[int] = field(default_factory=Counter)
    beyond_spread: Counter[int] = field(default_factory=Counter)
    punctual: Counter[int] = field(default_factory=Counter)
    by_minute: Counter[int] = field(default_factory=Counter)
    broken: Counter[str] = field(default_factory=Counter)

    def add(self, lived: Lived) -> None:
        """Add one client's day."""
        self.clients += 1
        self.zones.update(span.timezone for span in lived.life.history)
        self.events.update(event.kind for event in lived.happened)
        self.fates.update((row.state, row.reason) for row in due_rows(lived))
        self.broken += violations(lived)
        self._add_pushes(lived)

    def merge(self, other: "Totals") -> None:
        """Add the sums over other clients."""
        self.clients += other.clients
        self.pushes += other.pushes
        self.zones |= other.zones
        for name in ("fates", "events", "late", "beyond_spread", "punctual", "by_minute", "broken"):
            getattr(self, name).update(getattr(other, name))

    def _add_pushes(self, lived: Lived) -> None:
        rows = {row.id: row for row in due_rows(lived)}
        jitter = delay_of(lived.life.person.id, SPREAD_S)
        told: set[object] = set()
        for post in lived.life.transport.posts:
            row = rows.get(post.reminder_id)
            if row is None:
                continue
            self.pushes += 1
            self.by_minute[(post.at - lived.day.begins) // timedelta(minutes=1)] += 1
            if row.id in told:
                continue
            told.add(row.id)
            late = post.at - row.due_at
            # A snooze leaves when she asked for it, without a spread.
            beyond = late if row.source == "snooze" else late - jitter
            self.late[late // timedelta(seconds=1)] += 1
            self.beyond_spread[beyond // timedelta(seconds=1)] += 1
            if row.attempts == 1:
                self.punctual[beyond // timedelta(seconds=1)] += 1


def table(totals: Totals) -> str:
    """Return the sums as Markdown tables."""
    sent = totals.fates["sent", None]
    figures = [
        ("clients", f"{totals.clients:,}, in {len(totals.zones)} zones"),
        ("what happened to them", _listed(totals.events)),
        ("reminders that fell due", f"{totals.fates.total():,}"),
        ("left", f"{sent:,} ({totals.pushes:,} pushes, one to each phone)"),
        *_not_sent(totals),
        ("late beyond due", _lateness(totals.late)),
        ("late beyond due and spread", _lateness(totals.beyond_spread)),
        ("the same, of what was put off by nothing", _lateness(totals.punctual)),
        ("pushes a minute", _per_minute(totals)),
    ]
    rows = [f"| {name} | {value} |" for name, value in figures]
    held = [f"| {name} | {totals.broken[name]:,} |" for name in NAMES]
    return "\n".join(["| | |", "|---|---|", *rows, "", "| never | times |", "|---|---:|", *held])


def _not_sent(totals: Totals) -> list[tuple[str, str]]:
    others = [(fate, count) for fate, count in totals.fates.most_common() if fate[0] != "sent"]
    return [
        (state if reason in (None, state) else f"{state}: {reason}", f"{count:,}")
        for (state, reason), count in others
    ]


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counts.most_common())


def _lateness(seconds: Counter[int]) -> str:
    if not seconds:
        return "none left"
    half, most = quantile(seconds, 0.5), quantile(seconds, 0.99)
    return f"p50 {half} s, p99 {most} s, max {max(seconds)} s, of {seconds.total():,}"


def quantile(counts: Counter[int], share: float) -> int:
    """Return the least value that at least this share of what was counted does not exceed."""
    wanted, seen = ceil(share * counts.total()), 0
    for value in sorted(counts):
        seen += counts[value]
        if seen >= wanted:
            return value
    raise ValueError("nothing was counted")


def _per_minute(totals: Totals) -> str:
    if not totals.by_minute:
        return "none left"
    minute, peak = max(totals.by_minute.items(), key=lambda pair: pair[1])
    at = f"{minute // 60 % 24:02}:{minute % 60:02}"
    return f"peak {peak:,} at {at} UTC, mean {totals.pushes / MINUTES:,.0f}"
