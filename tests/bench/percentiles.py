"""The 95th percentile of what one person waits for, against what is bearable.

It is what counts: nobody remembers the median. Requests come one after the other, as those of one
browser do.
"""

from collections.abc import Sequence
from pathlib import Path

from tests.bench.figures import Figure
from tests.bench.sending import Request, send

AGAINST = "what is bearable"


def percentile(
    path: str,
    folder: Path,
    port: int,
    requests: Sequence[Request],
    bearable_ms: float,
    repetitions: int,
) -> Figure:
    """Send these requests to a server so many times, after once to warm it up."""
    figure = Figure(path, AGAINST, "ms", 1.0, at_most=True, digits=1)
    for number in range(repetitions + 1):
        found = send(folder, requests, port, connections=1)
        if number:
            figure.add(found["p95_ms"], bearable_ms)
    return figure
