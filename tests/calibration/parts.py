"""The parts of the calibration: each says what its tables are called and what there is to run."""

from collections.abc import Sequence
from importlib import import_module
from typing import Protocol, cast

from tests.calibration.rows import Cell

NAMES = ("pain_alarms", "words", "places", "practice")


class Part(Protocol):
    """A module with a title and its cells; `quick` asks for a tenth of the clients."""

    TITLE: str

    def cells(self, quick: bool) -> list[Cell]: ...


def parts(names: Sequence[str] = NAMES) -> list[Part]:
    """Return parts by their names, in the order of their tables."""
    return [cast("Part", import_module(f"tests.calibration.{name}")) for name in names]
