"""Which items have a word, in one language: as it is, in another form, begun, or mistyped.

Stems are the Snowball project's, distances are RapidFuzz's.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import takewhile

import Stemmer
from rapidfuzz import process
from rapidfuzz.distance import OSA

# How well a word of the index is what was asked for; less is better.
EXACT, PREFIX, TYPO = range(3)
MATCHES = 3
# A text: of which item, in which field, and its number.
Place = tuple[str, int, int]
WORD = re.compile(r"[^\W_]+")
# A wrong letter in fewer makes another word of it.
SHORTEST_FORGIVEN = 3
# Parts of a body whose plurals stems do not know.
ONE_OF_MANY = {"calves": "calf", "feet": "foot", "teeth": "tooth", "vertebrae": "vertebra"}


def fold(text: str) -> str:
    """Return text in lower case and without accents, for searching."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in letters if not unicodedata.combining(c))


def words_of(text: str) -> list[str]:
    """Return the words of a text, in lower case and with their accents."""
    return WORD.findall(unicodedata.normalize("NFKC", text).casefold())


class Index:
    """The words of all items in one language, and the best field in which an item has each.

    A field is a number; the lesser, the more it says what an item is.
    """

    def __init__(self, language: str, prose: Iterable[tuple[str, int, str]]) -> None:
        """Take (slug, field, text), in any order."""
        self._stem = _stemming(language)
        self._items: dict[str, dict[str, int]] = {}
        self._texts: dict[str, set[Place]] = {}
        for word, places in _places_by_word(prose).items():
            fields: dict[str, int] = {}
            for slug, field, _ in places:
                keep_best(fields, {slug: field})
            for key in self._keys(word):
                keep_best(self._items.setdefault(key, {}), fields)
                self._texts.setdefault(key, set()).update(places)
        self._in_order = sorted(self._items)

    def like(self, word: str) -> dict[str, int]:
        """Return the words of the index that are this one, a form of it or begin with it."""
        begins = fold(word)
        following = self._in_order[bisect_left(self._in_order, begins) :]
        found = dict.fromkeys(takewhile(lambda key: key.startswith(begins), following), PREFIX)
        return found | {key: EXACT for key in self._keys(word) if key in self._items}

    def nearly(self, word: str) -> dict[str, int]:
        """Return the words of the index from which this one, or a form of it, is a letter away.

        A letter is wrong, too much, left out, or has changed places with the next one.
        """
        found = {}
        for key in filter(_is_forgiven, self._keys(word)):
            near = process.extract(
                key, self._in_order, scorer=OSA.distance, score_cutoff=1, limit=None
            )
            found.update({other: TYPO for other, _, _ in near if _is_forgiven(other)})
        return found

    def ranks(self, found: Mapping[str, int]) -> dict[str, int]:
        """Return the items that have words of the index, with the best rank of each.

        A better field comes before a better match.
        """
        best: dict[str, int] = {}
        for key, match in found.items():
            ranks = {slug: field * MATCHES + match for slug, field in self._items[key].items()}
            keep_best(best, ranks)
        return best

    def together(self, words: Iterable[Iterable[str]], worst: int) -> set[str]:
        """Return the items that have a text with one of each of these words of the index.

        What stands in a field worse than `worst` does not count.
        """
        texts = [set[Place]().union(*(self._texts[key] for key in keys)) for keys in words]
        return {slug for slug, field, _ in set.intersection(*texts) if field <= worst}

    def parts(self, text: str, found: Iterable[str]) -> Iterator[tuple[str, bool]]:
        """Yield a text in parts, each with whether it is one of these words of the index."""
        keys, done = set(found), 0
        for match in WORD.finditer(text):
            if self._keys(match[0].casefold()) & keys:
                yield text[done : match.start()], False
                yield match[0], True
                done = match.end()
        yield text[done:], False

    def _keys(self, word: str) -> set[str]:
        """Return what a word is found by: itself, and its stem as written with accents or not."""
        one = ONE_OF_MANY.get(word, word)
        bare = fold(one)
        return {fold(word), fold(self._stem(one)), self._stem(bare)}


def keep_best(best: dict[str, int], others: Mapping[str, int]) -> None:
    """Take over what others have for an item, where it is less."""
    for slug, rank in others.items():
        if rank < best.get(slug, rank + 1):
            best[slug] = rank


def _places_by_word(prose: Iterable[tuple[str, int, str]]) -> dict[str, set[Place]]:
    found: dict[str, set[Place]] = {}
    for number, (slug, field, text) in enumerate(prose):
        for word in words_of(text):
            found.setdefault(word, set()).add((slug, field, number))
    return found


def _is_forgiven(word: str) -> bool:
    return len(word) >= SHORTEST_FORGIVEN


def _stemming(language: str) -> Callable[[str], str]:
    """Return what takes the ending from a word of a language, which may be none."""
    code = language.partition("-")[0]
    # What it lists leaves out codes such as "es", which it takes.
    try:
        stem: Callable[[str], str] = Stemmer.Stemmer(code).stemWord
    except KeyError:
        return str
    return stem
