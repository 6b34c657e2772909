"""The library as it is searched on a page: what is asked for, what is found, what may be chosen."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from api.library import FILTERS, Exercise
from api.library.ranking import Hits
from api.pages.rendering import Page

LONGEST = 100
# A text in parts, each with whether it is a word that was asked for.
Parts = list[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class Option:
    """A code that may be chosen, and how many items would be found."""

    code: str
    words: str
    count: int


@dataclass(frozen=True, slots=True)
class Facet:
    """One choice of a search, with the codes that would find an item."""

    name: str
    chosen: str
    options: list[Option]


@dataclass(frozen=True, slots=True)
class Shown:
    """An item that was found."""

    slug: str
    name: Parts
    why: Parts
    about: Parts
    how: str
    is_draft: bool
    picture: str


@dataclass(frozen=True, slots=True)
class Search:
    """What a page was asked to find, and what it found."""

    words: str
    facets: list[Facet]
    found: list[Shown]


def search(page: Page) -> Search:
    """Search the library by the query of a page."""
    asked = page.request.query_params
    chosen = {name: asked.get(name, "") for name in FILTERS}
    words = asked.get("q", "")[:LONGEST]
    filters = {name: code for name, code in chosen.items() if code}
    found = page.library.shelf.search(words, filters)
    facets = [_facet(page, name, chosen[name], found.facets[name]) for name in FILTERS]
    return Search(words, facets, [_shown(page, item, found.hits) for item in found.items])


def picture_of(page: Page, item: Exercise) -> str:
    """Return where an item's picture is, named anew when it changes or is told otherwise."""
    return f"/library/{item.slug}/picture.svg?version={item.version}&in={page.language}"


def _shown(page: Page, item: Exercise, hits: Hits) -> Shown:
    served, text = item.text_for(page.language)
    about = (
        page.word("kinds", item.kind),
        *(page.word("regions", each) for each in item.regions),
        *(page.word("conditions", each) for each in item.conditions),
    )

    def parts(language: str, words: str) -> Parts:
        return list(page.library.shelf.parts(words, language, hits))

    return Shown(
        slug=item.slug,
        name=parts(served, text.name),
        why=parts(served, text.why),
        about=parts(page.language, " · ".join(about)),
        how=" · ".join(_how(page, item)),
        is_draft=item.review_state == "draft",
        picture=picture_of(page, item),
    )


def _how(page: Page, item: Exercise) -> Iterator[str]:
    """Yield how an item is done and what it takes."""
    yield page.word("positions", item.position)
    yield page.word("levels", item.level)
    yield page.word("exercise_sides", item.sides)
    yield from (page.word("equipment", each) for each in item.equipment)


def _facet(page: Page, name: str, chosen: str, counts: Mapping[str, int]) -> Facet:
    """Return what a filter would find, and what it is set to, in the order of the vocabulary."""
    _, group = FILTERS[name]
    options = [
        Option(code, words, counts.get(code, 0))
        for code, words in page.options(group)
        if code in counts or code == chosen
    ]
    return Facet(name, chosen, options)
