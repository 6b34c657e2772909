"""Runs a command of the product with a wall clock that a test moves and the database does not.

    python -m tests.faults.clocks FILE worker

FILE has the seconds that the process is ahead; it is read again and again, so that the clock also
steps under a running worker. Monotonic clocks go on as they do when a machine's clock is set.
"""

import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import time_machine

from carryover import app

LOOK_EVERY_S = 0.02


def main() -> None:
    """Shift the clock, then be the product."""
    file = Path(sys.argv.pop(1))
    ahead = float(file.read_text())
    start = datetime.now(UTC) + timedelta(seconds=ahead)
    clock = time_machine.travel(start, tick=True).start()
    threading.Thread(target=_follow, args=(file, ahead, clock), daemon=True).start()
    app()


def _follow(file: Path, ahead: float, clock: time_machine.Traveller) -> None:
    while True:
        wanted = float(file.read_text() or ahead)
        if wanted != ahead:
            clock.shift(wanted - ahead)
            ahead = wanted
        time.sleep(LOOK_EVERY_S)


if __name__ == "__main__":
    main()
