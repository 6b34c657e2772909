"""Items by the words that are looked for, in every language at once: which have them, how well."""

from collections.abc import Iterator, Mapping, Sequence

from api.library.indexing import MATCHES, Index, keep_best, words_of

# Where a word stands. How an item is done counts only beside what it is.
NAME, ABOUT, TEXT, DOING = range(4)
# More words than these do not narrow a search any further.
MOST_WORDS = 8

# The words of an index that were found, by language.
Hits = Mapping[str, frozenset[str]]
# The words of each language's index that one word matches, with how well.
Matches = Mapping[str, Mapping[str, int]]
# Whether the words stand apart from one another; then how far they are from what an item is.
Rank = tuple[bool, float]


class Words:
    """The words of `size` items, by language."""

    def __init__(self, indexes: Mapping[str, Index], size: int) -> None:
        self._indexes, self._size = indexes, size

    def look_up(self, q: str) -> tuple[dict[str, Rank] | None, Hits]:
        """Return the items that have all words, ranked, and what was found; None without a word."""
        asked = list(dict.fromkeys(words_of(q)))[:MOST_WORDS]
        found = [self._find(word) for word in asked]
        hits = {
            language: frozenset(key for word in found for key in word[language])
            for language in self._indexes
        }
        return self._ranks(found) if found else None, hits

    def parts(self, text: str, language: str, hits: Hits) -> Iterator[tuple[str, bool]]:
        """Yield a text of a language in parts, each with whether it is a word that was found."""
        return self._indexes[language].parts(text, hits.get(language, ()))

    def _find(self, word: str) -> Matches:
        """Return what matches a word; what is mistyped only if nothing else does."""
        found = {language: index.like(word) for language, index in self._indexes.items()}
        if any(found.values()):
            return found
        return {language: index.nearly(word) for language, index in self._indexes.items()}

    def _ranks(self, found: Sequence[Matches]) -> dict[str, Rank]:
        """Return the rank of each item that has all words, one at least in what it is.

        If no item says of itself what was looked for, those that only do it are returned.
        """
        each = [self._ranks_of(word) for word in found]
        having = {slug for slug in each[0] if all(slug in ranks for ranks in each)}
        telling = {slug for slug in having if min(r[slug] for r in each) < DOING * MATCHES}
        together = self._together(found)
        # A word that every item has tells none from another.
        weights = [1 - len(ranks) / self._size for ranks in each]
        return {
            slug: (
                slug not in together,
                sum(ranks[slug] * weight for ranks, weight in zip(each, weights, strict=True)),
            )
            for slug in telling or having
        }

    def _ranks_of(self, word: Matches) -> dict[str, int]:
        best: dict[str, int] = {}
        for language, index in self._indexes.items():
            keep_best(best, index.ranks(word[language]))
        return best

    def _together(self, found: Sequence[Matches]) -> set[str]:
        """Return the items with all words in one name, or in that of a region or a condition."""
        of_each = (
            index.together([word[language] for word in found], ABOUT)
            for language, index in self._indexes.items()
        )
        return set[str]().union(*of_each)
