"""A language of one folder, in which every text is in brackets: it is served everywhere, and what
stands outside brackets is a text of no language's content, or what somebody typed."""

import re
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from babel import Locale
from sqlalchemy import update

from api.library import CONTENT_ROOT, Library, load
from api.platform.db import transaction
from api.tables import Account
from tests.access_table import ROWS as DOORS
from tests.access_world import World, build_world
from tests.acting.care import Care
from tests.library.new_language import CLOSE, NEW, OPEN, add_language
from tests.pages.page_table import ROWS as PAGES
from tests.pages.test_page_access import Visits

# What is read on a page besides its text.
SPOKEN = {"title", "aria-label", "placeholder", "alt", "aria-description"}
SILENT = {"script", "style"}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    root = Path(shutil.copytree(CONTENT_ROOT, tmp_path_factory.mktemp("new") / "content"))
    add_language(root)
    return load(root)


@pytest.fixture
async def world(care: Care) -> World:
    world = await build_world(care)
    async with transaction(care.sessions) as session:
        await session.execute(update(Account).values(locale=NEW))
    return world


class Words(HTMLParser):
    """Collects what is read or spoken of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.within = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.within = tag
        self.said += [value for name, value in attrs if name in SPOKEN and value]

    def handle_data(self, data: str) -> None:
        if self.within not in SILENT:
            self.said.append(data)


def outside(text: str) -> str:
    """Return what of a text is in no brackets."""
    within = re.compile(rf"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}")
    while within.search(text):
        text = within.sub(" ", text)
    return text


async def test_probe_pages(world, care, http):
    visits = Visits(care, http)
    left = {}
    for name, row in PAGES.items():
        if not name.startswith("GET ") or name.endswith(".svg"): continue
        shown = await visits.ask(name, None if row.may == "public" else "ben", world.anas, )
        w = Words(); w.feed(shown.text)
        joined = outside("\n".join(w.said))
        words = set(re.findall(r"[^\W\d_]{2,}[^\n]*", joined))
        print(name, shown.status_code, words)
    assert 0


def strings(v, at=""):
    if isinstance(v, dict):
        for k, x in v.items(): yield from strings(x, f"{at}/{k}")
    elif isinstance(v, list):
        for x in v: yield from strings(x, at)
    elif isinstance(v, str): yield at, v

async def test_probe_api(world):
    for name, row in DOORS.items():
        if not name.startswith("GET "): continue
        for who in ("ana","ben"):
            a = await world.ask(name, who)
            if a.status_code != 200 or "json" not in a.headers.get("content-type",""):
                print(name, who, a.status_code, a.headers.get("content-type")); continue
            s = {(at, outside(x)) for at, x in strings(a.json()) if re.search(r"[^\W\d_]{2,} +[^\W\d_]{2,}", outside(x))}
            print(name, who, s)
    assert 0
