"""One browser, one served example practice that each test finds as it was, and what it knows."""

import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx2
import pytest
from playwright.async_api import Browser

from demo.stories import MARTA, PASSWORD
from scripts.find_browser import ADVICE, find_browser
from tests.demo.seeding import NOW, seeded_once
from tests.pages.browser.chromium import opened
from tests.pages.browser.houses import House, example_house
from tests.waiting import WITHIN_S

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    """Have one process do all of it, the one that has the example practice seeded anyway."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("seeded"))


@pytest.fixture(scope="package")
async def chromium() -> AsyncIterator[Browser]:
    if find_browser() is None:
        pytest.fail(ADVICE, pytrace=False)
    async with opened() as browser:
        yield browser


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return seeded_once(tmp_path_factory)


@pytest.fixture(scope="package")
def served(
    chromium: Browser, seeded: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    with example_house(seeded, tmp_path_factory.mktemp("app")) as house:
        yield house


@pytest.fixture
def own_house(served: House, seeded: Path) -> House:
    """The example practice on its morning, whatever earlier tests have changed or let pass."""
    with closing(sqlite3.connect(seeded)) as before, closing(sqlite3.connect(served.file)) as now:
        before.backup(now)
    served.be_at(NOW)
    return served


Ask = Callable[[str], Any]


@pytest.fixture
def marta() -> Callable[[House], Ask]:
    """Return what asks the API as Marta, by a sign-in of its own."""

    def sign_in(house: House) -> Ask:
        said = {"email": MARTA.email, "password": PASSWORD}
        tokens = httpx2.post(f"{house.url}/v1/auth/sign-in", json=said, timeout=WITHIN_S).json()
        headers = {"authorization": f"Bearer {tokens['access_token']}"}
        return lambda path: httpx2.get(house.url + path, headers=headers, timeout=WITHIN_S).json()

    return sign_in
