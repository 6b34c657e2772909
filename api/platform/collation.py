"""The table of the Unicode collation, packed: as pyuca keeps it, it takes 11 MiB of a process."""

from array import array
from collections.abc import Sequence

# Of the weights of an element: first letters, then accents, then case.
LEVELS = 3
# A block has the places of so many characters that follow one another.
BLOCK = 256
# A place says where the weights of a character begin, and in its last bits of how many elements.
COUNT_BITS = 8
Elements = list[Sequence[int]]


class Weights:
    """The weights of characters, and of the few sequences of them that have their own."""

    def __init__(self) -> None:
        self._blocks: dict[int, array[int]] = {}
        self._weights = array("H")
        self._sequences: dict[tuple[int, ...], Elements] = {}
        self._longest = 1

    def add(self, key: Sequence[int], elements: Elements) -> None:
        """Store the elements of a character or of a sequence; pyuca calls it for each."""
        if len(key) > 1:
            self._sequences[tuple(key)] = [tuple(each) for each in elements]
            self._longest = max(self._longest, len(key))
            return
        block, at = divmod(key[0], BLOCK)
        places = self._blocks.setdefault(block, array("I", bytes(4 * BLOCK)))
        places[at] = len(self._weights) << COUNT_BITS | len(elements)
        for each in elements:
            self._weights.extend(each)

    def find_prefix(self, key: list[int]) -> tuple[list[int], Elements | None, list[int]]:
        """Return the longest beginning of a key that has elements, these, and the rest of the key.

        Nothing, None and the whole key if no beginning has any.
        """
        for length in range(min(len(key), self._longest), 1, -1):
            found = self._sequences.get(tuple(key[:length]))
            if found:
                return key[:length], found, key[length:]
        found = self._of(key[0]) if key else None
        return (key[:1], found, key[1:]) if found else ([], None, key)

    def _of(self, character: int) -> Elements | None:
        block, at = divmod(character, BLOCK)
        places = self._blocks.get(block)
        if places is None or not places[at]:
            return None
        first, count = places[at] >> COUNT_BITS, places[at] & ((1 << COUNT_BITS) - 1)
        ends = range(first, first + LEVELS * count, LEVELS)
        return [self._weights[at : at + LEVELS] for at in ends]
