"""How often alerts and figures are wrong: `python -m tests.calibration [--quick] [--only PART]`.

The product's own rules over simulated clients; minutes. It writes the tables into the reference,
but with --quick or --only it prints them: those are less exact, or not all.
"""

import argparse
import sys

from tests.calibration.parts import NAMES, parts
from tests.calibration.running import run
from tests.calibration.tables import put, tables


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.calibration", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the clients")
    parser.add_argument("--only", choices=NAMES, help="one part instead of all")
    options = parser.parse_args()
    chosen = [options.only] if options.only else NAMES
    text = tables(run(parts(chosen), options.quick))
    if options.quick or options.only:
        sys.stdout.write(text)
    else:
        put(text)


if __name__ == "__main__":
    main()
