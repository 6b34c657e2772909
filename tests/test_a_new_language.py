"""A language of one folder, every text of it in brackets: it is served everywhere, and what is said
outside brackets stands in code or in one language only, unless somebody typed it."""

import re
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from babel import Locale
from httpx2 import AsyncClient
from sqlalchemy import update

from api.library import CONTENT_ROOT, Library, load
from api.platform.db import transaction
from api.tables import Account
from tests.access_table import ROWS as DOORS
from tests.access_world import World, build_world
from tests.acting.care import Care
from tests.acting.second_factors import SECRET
from tests.library.new_language import CLOSE, NEW, OPEN, add_language
from tests.pages.page_table import ROWS as PAGES
from tests.pages.test_page_access import Visits

BRACKETS = re.compile(rf"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}")
WORD = re.compile(r"[^\W\d_]{2,}")
# What is read on a page, or read aloud, besides its text.
SPOKEN = {"title", "aria-label", "aria-description", "placeholder", "alt"}
# Zones, locales and languages have names of their own.
NAMED = {"timezone", "locale", "language"}
# The people of the world, what they typed, our name and a licence.
TYPED = set(WORD.findall("Ana Ben Cy Dora Lift my child dora@example.org Carryover Apache"))
# A secret that is to be typed, in groups of four.
TYPED |= set(WORD.findall(" ".join(SECRET[at : at + 4] for at in range(0, len(SECRET), 4))))


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    root = Path(shutil.copytree(CONTENT_ROOT, tmp_path_factory.mktemp("new") / "content"))
    add_language(root)
    return load(root)


@pytest.fixture
async def world(care: Care, http: AsyncClient) -> World:
    world = await build_world(care)
    async with transaction(care.sessions) as session:
        await session.execute(update(Account).values(locale=NEW))
    http.headers["accept-language"] = NEW
    return world


class Said(HTMLParser):
    """What is read, or read aloud, of a page; without the options of what has names of its own."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._silent = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in ("script", "style") or (tag == "select" and given.get("name") in NAMED):
            self._silent = tag
        self.parts += [value for name, value in attrs if name in SPOKEN and value]

    def handle_endtag(self, tag: str) -> None:
        if tag == self._silent:
            self._silent = ""

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data)


def words_outside(texts: list[str]) -> set[str]:
    """Return the words that are in no brackets, but for those of dates and of what was typed."""
    left = "\n".join(texts)
    while BRACKETS.search(left):
        left = BRACKETS.sub(" ", left)
    return set(WORD.findall(left)) - TYPED - words_of_dates()


def words_of_dates() -> set[str]:
    locale = Locale.parse(NEW)
    return {
        word
        for names in (locale.days, locale.months)
        for name in names["format"]["abbreviated"].values()
        for word in WORD.findall(name)
    }


def strings(value: Any) -> Iterator[str]:
    """Yield the texts of an answer of the API that are more than a code, an id or an instant."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from strings(each)
    elif isinstance(value, str) and (" " in value or OPEN in value):
        yield value


async def test_no_page_says_a_word_that_is_not_in_its_language(
    world: World, care: Care, http: AsyncClient
) -> None:
    visits = Visits(care, http)
    left: dict[str, set[str]] = {}
    for name, row in PAGES.items():
        # The second step of signing in leads back without the first; files are no pages.
        if name.startswith("GET ") and not name.endswith((".svg", ".pdf", ".zip", "/sign-in/code")):
            who = None if row.may == "public" else "ben"
            shown = await visits.ask(name, who, world.anas)
            assert shown.status_code == 200, name
            assert f'<html lang="{NEW}">' in shown.text, name
            left[name] = words_outside(Said(shown.text).parts)
    assert {name: words for name, words in left.items() if words} == {}


async def test_no_answer_says_a_word_that_is_not_in_its_language(world: World) -> None:
    left: dict[str, set[str]] = {}
    for name, row in DOORS.items():
        if not name.startswith("GET "):
            continue
        answer = await world.ask(name, "ben" if row.may in ("therapist", "admin") else "ana")
        assert answer.status_code in (200, 404), (name, answer.text)
        if answer.status_code == 200 and "json" in answer.headers["content-type"]:
            left[name] = words_outside(list(strings(answer.json())))
    assert {name: words for name, words in left.items() if words} == {}


async def test_the_page_of_an_invite_is_in_the_language_of_its_reader(http: AsyncClient) -> None:
    for language, word in ((NEW, OPEN), ("es-MX", "invitación"), ("xx", "Your invite")):
        shown = await http.get("/invite", headers={"accept-language": language})
        assert word in shown.text
        assert shown.headers["vary"] == "Accept-Language"
    shown = await http.get("/invite", headers={"accept-language": NEW})
    assert words_outside(Said(shown.text).parts) == set()


async def test_items_codes_and_questions_are_served_in_it(world: World, library: Library) -> None:
    assert library.languages == ("en", "es", NEW)
    ana = world.cast.ana
    for path in ("/v1/exercises/chin-tuck", "/v1/vocabulary", "/v1/check-in-questions"):
        answer = await ana.call("GET", path)
        assert answer.status_code == 200, path
        assert OPEN in answer.text, path


async def test_pushes_figures_and_changes_are_told_in_it(library: Library) -> None:
    assert all(OPEN in text for text in library.push_texts("it-CH").as_dict().values())
    assert all(OPEN in text for text in library.insight_texts(NEW).own.values())
    assert all(OPEN in text for text in library.plan_change_texts(NEW).fields.values())
    assert all(OPEN in text["body"] for text in library.safety_texts(NEW).as_list())
