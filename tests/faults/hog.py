"""Takes SQLite's write lock in bursts, as a careless backup would: python -m tests.faults.hog FILE.

Most bursts are short; some outlast the product's patience for a lock.
"""

import random
import sqlite3
import sys
import time
from contextlib import suppress

SHORT_S, LONG_S = (0.02, 0.8), 6.5
PAUSE_S = (0.0, 0.15)


def main() -> None:
    """Storm until killed."""
    chance = random.Random(7)
    connection = sqlite3.connect(sys.argv[1], timeout=30, isolation_level=None)
    for turn in range(1_000_000):
        with suppress(sqlite3.OperationalError):
            connection.execute("BEGIN IMMEDIATE")
            time.sleep(LONG_S if turn % 20 == 19 else chance.uniform(*SHORT_S))
            connection.execute("COMMIT")
        time.sleep(chance.uniform(*PAUSE_S))


if __name__ == "__main__":
    main()
