"""What can be prescribed, found by its codes and its words, with what else could be chosen.

Words are looked for in every language at once, whatever the caller's is.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from api.library.exercises import Exercise
from api.library.indexing import Index
from api.library.languages import DEFAULT
from api.library.ranking import ABOUT, DOING, NAME, TEXT, Hits, Rank, Words
from api.library.vocabularies import Vocabulary

# By what is filtered: the field of an item, and the vocabulary's group of its codes.
FILTERS = {
    "region": ("regions", "regions"),
    "condition": ("conditions", "conditions"),
    "kind": ("kind", "kinds"),
    "root_cause": ("root_causes", "root_causes"),
    "factor": ("factors", "factors"),
    "equipment": ("equipment", "equipment"),
    "position": ("position", "positions"),
    "level": ("level", "levels"),
}
IS_ABOUT = frozenset({"region", "condition"})
EQUAL: Rank = (False, 0.0)


@dataclass(frozen=True, slots=True)
class Found:
    """Items, the best first; what each filter would find, by code; the words found, by language."""

    items: list[Exercise]
    facets: dict[str, dict[str, int]]
    hits: Hits


class Shelf:
    """The newest version of each item that is not retired, indexed once."""

    def __init__(self, items: Iterable[Exercise], vocabularies: Mapping[str, Vocabulary]) -> None:
        kept = sorted(
            (item for item in items if item.review_state != "retired"), key=lambda item: item.slug
        )
        self._items = {item.slug: item for item in kept}
        self._codes = {name: _by_code(name, kept, vocabularies[DEFAULT]) for name in FILTERS}
        languages = {*vocabularies, *(language for item in kept for language in item.text)}
        indexes = {
            language: Index(language, _prose(kept, language, vocabularies.get(language)))
            for language in sorted(languages)
        }
        self._words = Words(indexes, len(kept))

    def search(self, q: str | None, filters: Mapping[str, str | None]) -> Found:
        """Return the items that match every filter given and all the words, the best first.

        Of equals, and without words, the order is that of the slugs. No item has an unknown code.
        """
        ranks, hits = self._words.look_up(q or "")
        if ranks is None:
            ranks = dict.fromkeys(self._items, EQUAL)
        left = {
            name: self._codes[name].get(code, frozenset())
            for name, code in filters.items()
            if code is not None
        }
        facets = {
            name: _counts(self._codes[name], _all_of(ranks, left, without=name)) for name in FILTERS
        }
        slugs = sorted(_all_of(ranks, left), key=lambda slug: (ranks[slug], slug))
        return Found([self._items[slug] for slug in slugs], facets, hits)

    def parts(self, text: str, language: str, hits: Hits) -> Iterator[tuple[str, bool]]:
        """Yield a text of a language in parts, each with whether it is a word that was found."""
        return self._words.parts(text, language, hits)


def _all_of(
    ranks: Mapping[str, Rank], left: Mapping[str, frozenset[str]], without: str | None = None
) -> frozenset[str]:
    """Return what the words and all filters leave, or all but one."""
    return frozenset(ranks).intersection(*(left[name] for name in left if name != without))


def _counts(codes: Mapping[str, frozenset[str]], left: frozenset[str]) -> dict[str, int]:
    counts = {code: len(left & slugs) for code, slugs in codes.items()}
    return {code: count for code, count in counts.items() if count}


def _by_code(
    name: str, items: Iterable[Exercise], vocabulary: Vocabulary
) -> dict[str, frozenset[str]]:
    """Return the slugs that have each code of a filter, in the order of the vocabulary."""
    codes = [(item.slug, _codes_of(item, name)) for item in items]
    return {
        code: frozenset(slug for slug, its in codes if code in its)
        for code, _ in vocabulary.words(FILTERS[name][1])
    }


def _codes_of(item: Exercise, name: str) -> tuple[str, ...]:
    found: str | tuple[str, ...] = getattr(item, FILTERS[name][0])
    return (found,) if isinstance(found, str) else found


def _prose(
    items: Iterable[Exercise], language: str, vocabulary: Vocabulary | None
) -> Iterator[tuple[str, int, str]]:
    """Yield all words of a language by which items are found, as (slug, field, text)."""
    for item in items:
        of_codes = _of_codes(item, vocabulary) if vocabulary else ()
        for field, text in (*_told(item, language), *of_codes):
            yield item.slug, field, text


def _of_codes(item: Exercise, vocabulary: Vocabulary) -> Iterator[tuple[int, str]]:
    for name, (_, group) in FILTERS.items():
        for code in _codes_of(item, name):
            yield ABOUT if name in IS_ABOUT else TEXT, vocabulary.text(group, code)


def _told(item: Exercise, language: str) -> Iterator[tuple[int, str]]:
    if language == DEFAULT:
        yield NAME, item.slug
        yield from ((ABOUT, target) for target in item.targets)
    terms = item.terms.get(language, {})
    yield from ((ABOUT, terms[target]) for target in item.targets if target in terms)
    text = item.text.get(language)
    if text is not None:
        yield NAME, text.name
        yield TEXT, text.why
        yield from ((DOING, each) for each in (*text.steps, *text.cues, text.easier, text.harder))
