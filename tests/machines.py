"""A description of the machine on which figures were measured."""

import os
import platform
from pathlib import Path


def machine() -> str:
    """Return the processors, the system and the Python of this machine, in a few words."""
    cores = len(os.sched_getaffinity(0))
    return (
        f"{cores} cores ({_processor()}), {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}"
    )


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
