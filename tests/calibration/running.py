"""Running the cells of all parts, a process for each core; what is found depends on seeds alone."""

import os
import sys
import zlib
from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor

from tests.calibration.parts import Part
from tests.calibration.rows import Cell, Row

Found = dict[str, list[Row]]
"""Rows by the title of their part."""


def run(parts: Sequence[Part], quick: bool) -> Found:
    """Return what the parts find; progress goes to standard error."""
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        # Those first that were handed in first: a part puts its longest cells at the beginning.
        work = {part.TITLE: _hand_in(pool, part, quick) for part in parts}
        return {title: _rows(title, cells) for title, cells in work.items()}


def seed_of(title: str) -> int:
    """Return the seed of a part, one for all its cells: definitions see the same clients."""
    return zlib.crc32(title.encode())


def _hand_in(pool: ProcessPoolExecutor, part: Part, quick: bool) -> list[Future[list[Row]]]:
    cells: list[Cell] = part.cells(quick)
    return [pool.submit(cell, seed_of(part.TITLE)) for cell in cells]


def _rows(title: str, cells: Sequence[Future[list[Row]]]) -> list[Row]:
    rows = []
    for done, cell in enumerate(cells, start=1):
        rows += cell.result()
        sys.stderr.write(f"\r{title}: {done} of {len(cells)}")
        sys.stderr.flush()
    sys.stderr.write("\n")
    return rows
