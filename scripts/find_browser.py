# ruff: noqa: T201, TID251
"""Find the Chromium that tests the pages and draws them; `make setup` tells when there is none."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome")
SETTING = "CARRYOVER_BROWSER"
ADVICE = (
    "No browser was found, so the pages cannot be tested or drawn. Install one:\n"
    "    apt-get install chromium        (Debian; elsewhere Chromium or Google Chrome)\n"
    f"or name one that is there: {SETTING}=/path/to/chromium"
)


def find_browser() -> str | None:
    """Return where the browser is: the one that is named, or the system's."""
    named = os.environ.get(SETTING)
    if named:
        return named if Path(named).is_file() else None
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def main(quietly: bool) -> None:
    """Tell how to get a browser if there is none; or tell nothing, and fail."""
    if find_browser() is not None:
        return
    if quietly:
        sys.exit(1)
    print(f"\n{ADVICE}\nEverything else works without it.")


if __name__ == "__main__":
    main(quietly="--quietly" in sys.argv)
