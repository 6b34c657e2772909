"""How much of the processor, and of memory, the processes of a side have taken."""

from contextlib import suppress

import psutil


def seconds_of(process: psutil.Process) -> float:
    """Return the seconds of processor that a process has taken so far."""
    times = process.cpu_times()
    return float(times.user + times.system)


def seconds_of_backends(database: str) -> float:
    """Return the seconds that PostgreSQL's connections to a database have taken so far.

    A pool keeps them open; what a connection took that was closed is not known any more.
    """
    total = 0.0
    for process in psutil.process_iter():
        with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            title = " ".join(process.cmdline())
            if title.startswith("postgres:") and f" {database} " in title:
                total += seconds_of(process)
    return total


def resident_mib(process: psutil.Process) -> float:
    """Return the resident memory of a process, in MiB."""
    return float(process.memory_info().rss) / 2**20
