"""One virtual day of a million clients: `python -m tests.simulation [--clients N] [--date D]`.

Planner and policies are the product's own; time is virtual, and nothing is sent.
"""

import argparse
import sys
import time as clock
from datetime import date, time

from tests.machines import machine
from tests.simulation.crowds import peak_memory_mb, processor_s, simulate
from tests.simulation.days import Day
from tests.simulation.totals import Totals, table

# Clocks change in Europe, Greenland and the Azores, in Troll by two hours, in Beirut at midnight.
DEFAULT_DATE = date(2026, 3, 29)


def main() -> int:
    """Simulate and print the table; return 1 when an invariant was broken."""
    options = _options()
    heading = machine()
    began = clock.perf_counter()
    day = Day(options.date, options.outage)
    totals = Totals()
    for part in simulate(day, options.clients, options.seed, options.jobs):
        totals.merge(part)
        sys.stderr.write(f"\r{totals.clients:,} of {options.clients:,} clients")
    sys.stderr.write("\n")
    took = clock.perf_counter() - began
    command = " ".join(["python -m tests.simulation", *sys.argv[1:]])
    sys.stdout.write(
        f"Machine: {heading}\nCommand: `{command}`\nDay: {_told(day)}\n\n{table(totals)}\n\n"
        f"Took {took:,.0f} s with {options.jobs} processes, {processor_s():,.0f} s of processor "
        f"time; the largest process had {peak_memory_mb():,.0f} MB.\n"
    )
    return 1 if totals.broken else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--clients", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--date", type=date.fromisoformat, default=DEFAULT_DATE)
    parser.add_argument(
        "--outage", type=time.fromisoformat, help="no worker runs for two hours from HH:MM UTC"
    )
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    return parser.parse_args()


def _told(day: Day) -> str:
    outage = "" if day.out_at is None else f", no worker from {day.out_at:%H:%M} for two hours"
    return f"{day.on}, 00:00 to 24:00 UTC{outage}"


if __name__ == "__main__":
    sys.exit(main())
