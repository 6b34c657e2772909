"""Measures the paths that have a figure to reach: `python -m tests.bench [--quick]`.

A figure is a ratio to a bare ceiling measured in the same run, since machines differ; or a time
that somebody waits for, against one that is bearable.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from tests.bench import (
    caseloads,
    check_ins,
    growth,
    insights,
    library,
    minutes,
    outages,
    pages,
    polls,
    reminders,
    seedings,
    sign_ins,
    syncs,
)
from tests.bench.against.measuring import measure_against
from tests.bench.figures import Figure, table
from tests.machines import machine

Bench = Callable[[Path, bool], list[Figure]]
BENCHES: dict[str, Bench] = {
    "check-ins": check_ins.measure,
    "reminders": reminders.measure,
    "sync": syncs.measure,
    "polls": polls.measure,
    "insights": insights.measure,
    "caseload": caseloads.measure,
    "pages": pages.measure,
    "library": library.measure,
    "growth": growth.measure,
    "sign-ins": sign_ins.measure,
    "seeding": seedings.measure,
    "minute": minutes.measure,
    "outages": outages.measure,
}


def main() -> int:
    """Run the benches asked for; return 1 when a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a few minutes, less exact")
    parser.add_argument("--only", choices=BENCHES, help="one bench instead of all")
    parser.add_argument(
        "--against", metavar="REVISION", help="this build beside that of a commit, and nothing else"
    )
    options = parser.parse_args()
    heading = f"{machine()}, load {os.getloadavg()[0]:.1f} before the start"
    chosen = _chosen(options)
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="carryover-bench-") as folder:
        for name, measure in chosen.items():
            sys.stderr.write(f"measuring {name} ...\n")
            place = Path(folder) / name
            place.mkdir()
            figures += measure(place, options.quick)
    show(heading, figures)
    return 0 if all(figure.is_reached for figure in figures) else 1


def _chosen(options: argparse.Namespace) -> dict[str, Bench]:
    if options.against:
        return {"against": partial(measure_against, options.against)}
    return {options.only: BENCHES[options.only]} if options.only else BENCHES


def show(heading: str, figures: list[Figure]) -> None:
    """Print the machine, the command, the table and what is to be known about its rows."""
    command = " ".join(["python -m tests.bench", *sys.argv[1:]])
    notes = "\n".join(f"- {figure.path}: {note}" for figure in figures for note in figure.notes)
    sys.stdout.write(
        f"Machine: {heading}\nCommand: `{command}`\n\n{table(figures)}\n\n"
        "Median (lowest-highest) of repetitions taken in turns; the ratio is that of each pair.\n\n"
        f"{notes}\n"
    )


if __name__ == "__main__":
    sys.exit(main())
