"""The library as it is searched on a page: what is asked for, what is found, what may be chosen."""

from collections.abc import Iterable
from dataclasses import dataclass

from api.library import Exercise, Library
from api.pages.rendering import Page

LONGEST = 100
# By what a library is searched: the parameter, and the vocabulary's group of its codes.
FACETS = (
    ("region", "regions"),
    ("condition", "conditions"),
    ("kind", "kinds"),
    ("factor", "factors"),
)


@dataclass(frozen=True, slots=True)
class Facet:
    """One choice of a search, with the codes that some item has."""

    name: str
    chosen: str
    options: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Found:
    """An item that was found."""

    slug: str
    name: str
    why: str
    about: str
    is_draft: bool
    picture: str


@dataclass(frozen=True, slots=True)
class Search:
    """What a page was asked to find, and what it found."""

    words: str
    facets: list[Facet]
    found: list[Found]


def search(page: Page) -> Search:
    """Search the library by the query of a page."""
    asked = page.request.query_params
    chosen = {name: asked.get(name, "") for name, _ in FACETS}
    words = asked.get("q", "")[:LONGEST]
    filters = {name: code for name, code in chosen.items() if code}
    items = page.library.search(q=words or None, **filters)
    facets = [Facet(name, chosen[name], _options(page, group)) for name, group in FACETS]
    return Search(words, facets, [_found(page, item) for item in items])


def picture_of(page: Page, item: Exercise) -> str:
    """Return where an item's picture is, named anew when it changes or is told otherwise."""
    return f"/library/{item.slug}/picture.svg?v={item.version}-{page.language}"


def _found(page: Page, item: Exercise) -> Found:
    _, text = item.text_for(page.language)
    regions = (page.word("regions", each) for each in item.regions)
    return Found(
        slug=item.slug,
        name=text.name,
        why=text.why,
        about=" · ".join((page.word("kinds", item.kind), *regions)),
        is_draft=item.review_state == "draft",
        picture=picture_of(page, item),
    )


def _options(page: Page, group: str) -> list[tuple[str, str]]:
    words = page.library.vocabulary(page.language).groups[group]  # type: ignore[index]
    used = _used(page.library, group)
    return [(entry.code, entry.text) for entry in words if entry.code in used]


def _used(library: Library, group: str) -> frozenset[str]:
    items: Iterable[Exercise] = library.search()
    if group == "kinds":
        return frozenset(item.kind for item in items)
    return frozenset(code for item in items for code in getattr(item, group))
