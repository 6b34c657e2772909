"""Which notifications a phone sets by itself for the days ahead, as the server would push them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from api.rules.instants import local_date, zone
from api.rules.reminders.agenda import Due
from api.rules.reminders.groups import TOGETHER
from api.rules.reminders.leaving import RANKS
from api.rules.reminders.quiet_hours import Quiet, quiet_until


def notices(
    dues: Iterable[Due], quiet: Quiet | None, timezone: str, cap: int, had: Mapping[date, int]
) -> list[Due]:
    """Return what notifies, each due when it does, ordered by that.

    What falls into quiet hours waits for their end, as long as its window is open. Those due within
    ten minutes of the first are one, when the last of them is due. On each date of hers there are
    `cap` at most, the most important first, those included that she `had` on it already.
    """
    awake = sorted(_awake(dues, quiet, timezone), key=_order)
    left = Counter(had)
    chosen = []
    for due in sorted(_leaders(awake), key=lambda each: (RANKS[each.source], *_order(each))):
        on = local_date(due.due_at, zone(timezone))
        if left[on] < cap:
            left[on] += 1
            chosen.append(due)
    return sorted(chosen, key=_order)


def _awake(dues: Iterable[Due], quiet: Quiet | None, timezone: str) -> Iterator[Due]:
    for due in dues:
        until = quiet and quiet_until(due.due_at, timezone, quiet, due.closes_at)
        at = until or due.due_at
        if at < due.closes_at:
            yield replace(due, due_at=at)


def _leaders(awake: Iterable[Due]) -> Iterator[Due]:
    group: list[Due] = []
    for due in awake:
        if group and due.due_at > group[0].due_at + TOGETHER:
            yield _leader(group)
            group = []
        group.append(due)
    if group:
        yield _leader(group)


def _leader(group: list[Due]) -> Due:
    """Return the last of a group, with the rank of the most important: it speaks for all."""
    return group[-1]


def _order(due: Due) -> tuple[object, ...]:
    return due.due_at, str(due.subject_id), due.slot
