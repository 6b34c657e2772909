"""Many clients, one after another and on several processors; none of them is kept."""

import multiprocessing
import resource
from collections.abc import Iterator
from functools import partial

from tests.simulation.days import Day, live
from tests.simulation.people import person_of
from tests.simulation.totals import Totals

PART = 2_000


def simulate(day: Day, clients: int, seed: int, jobs: int = 1) -> Iterator[Totals]:
    """Yield the sums of one part of the crowd after another, in any order."""
    parts = [range(first, min(first + PART, clients)) for first in range(0, clients, PART)]
    work = partial(live_all, day, seed)
    if jobs == 1:
        yield from map(work, parts)
        return
    with multiprocessing.get_context("spawn").Pool(jobs) as pool:
        yield from pool.imap_unordered(work, parts)


def live_all(day: Day, seed: int, numbers: range) -> Totals:
    """Return the sums over the clients of these numbers."""
    totals = Totals()
    for number in numbers:
        totals.add(live(*person_of(seed, number, day.on), day))
    return totals


def processor_s() -> float:
    """Return the processor time of this process and of those it began, in seconds."""
    return sum(used.ru_utime + used.ru_stime for used in _used())


def peak_memory_mb() -> float:
    """Return the most memory that this process, or the largest of those it began, ever had."""
    return max(used.ru_maxrss for used in _used()) / 1024


def _used() -> list[resource.struct_rusage]:
    whose = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return [resource.getrusage(who) for who in whose]
