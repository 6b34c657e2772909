"""Files that only the user of this process may read, and that are on the disk when we say so."""

import os
from pathlib import Path

OWNER_ONLY = 0o600


def onto_disk(path: Path) -> None:
    """Have a file, or a folder and so the names in it, written to the disk. Raises OSError."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
