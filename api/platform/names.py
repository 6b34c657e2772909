"""People's names: whether one can be seen, how names are sorted, and how they are found.

What is stored of a name for sorting and finding is made here alone: who changes how, fills the
columns anew by a migration.
"""

import re
import unicodedata
from functools import cache
from importlib.resources import files

from pyuca.collator import Collator_10_0_0

from api.platform.collation import Weights

# They count as letters or symbols, and nothing is drawn: Hangul fillers, the Braille blank, a note.
BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800\U0001d159")
# Not given to any character, and shown as nothing by what knows them.
RESERVED = re.compile("[\u2065\ufff0-\ufff8\U000e0000-\U000e0fff]")
# They turn the text around until another one of them ends it, beyond the name if none does.
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
# Letters that Unicode does not take apart, and that are searched as those they look like.
ALIKE = str.maketrans("ıłøđħŧ", "ilodht")
# More is not compared: who has 50 letters in common stays in any order.
LONGEST_KEY = 200
COMMON = (0x0000, 0x0020, 0x0002)


def unturned(name: str) -> str:
    """Return a name without the controls that would turn around what stands after it."""
    return TURNING.sub("", name)


def is_visible(name: str) -> bool:
    """Tell whether anything of a name is drawn: spaces, controls and lone marks are not."""
    return any(_is_drawn(char) for char in name)


def sort_key(name: str) -> str:
    """Return the text by which a name is sorted, character by character, as people sort names.

    By the Unicode collation: first letters, then accents, then case; in hexadecimal, so that all
    databases agree.
    """
    levels: list[list[int]] = [[]]
    for weight in _collator().sort_key(name):
        if weight:
            levels[-1].append(weight)
        else:
            levels.append([])
    # The most common weight is also the least one: at the end of a level it changes no order.
    found = [_stripped(level, least) for level, least in zip(levels, COMMON, strict=False)]
    return "0000".join("".join(f"{w:04X}" for w in level) for level in found)[:LONGEST_KEY]


def folded(name: str) -> str:
    """Return a name as it is searched: without accents, case and what cannot be seen."""
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    kept = (char for char in apart if unicodedata.category(char) not in ("Mn", "Me", "Cf"))
    return " ".join("".join(kept).translate(ALIKE).split())


def load_collation() -> None:
    """Read the table of the Unicode collation: half a second that no request should wait for."""
    _collator()


class _Collator(Collator_10_0_0):  # type: ignore[misc]
    """Unicode's collation with its table packed."""

    def __init__(self) -> None:
        self.table = Weights()
        self.implicit_weights: list[list[int]] = []
        self.load(str(files("pyuca") / f"allkeys-{self.UCA_VERSION}.txt"))


@cache
def _collator() -> _Collator:
    return _Collator()


def _stripped(level: list[int], least: int) -> list[int]:
    while level and level[-1] == least:
        level.pop()
    return level


def _is_drawn(char: str) -> bool:
    if char in BLANK or RESERVED.match(char):
        return False
    # Letters, numbers, punctuation and symbols; also what is newer than this Python's Unicode.
    return unicodedata.category(char)[0] in "LNPS" or unicodedata.category(char) in ("Co", "Cn")
