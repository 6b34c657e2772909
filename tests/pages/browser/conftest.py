"""One browser for all of these tests, and the product served to it."""

from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path

import pytest
from playwright.async_api import Browser

from scripts.find_browser import ADVICE, find_browser
from tests.demo.seeding import seeded_once
from tests.pages.browser.chromium import opened
from tests.pages.browser.houses import House, example_house
from tests.pages.browser.visitors import keep_of

HERE = Path(__file__).parent


# Before the hook that sends tests of a group to one process.
@pytest.hookimpl(tryfirst=True)
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
    """A file with all stories."""
    return seeded_once(tmp_path_factory)


@pytest.fixture(scope="package")
def house(
    chromium: Browser, seeded: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """The example practice, for tests that only look at it."""
    with example_house(seeded, tmp_path_factory.mktemp("house")) as served:
        yield served


@pytest.fixture(scope="package")
def busy_house(
    chromium: Browser, seeded: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """The example practice, for tests that change it: each what no other one relies on."""
    with example_house(seeded, tmp_path_factory.mktemp("busy")) as served:
        yield served


@pytest.fixture(scope="package")
async def hannas(chromium: Browser, house: House) -> object:
    """What a browser keeps of Hanna's sign-in: she is the admin, and has clients of her own."""
    return await keep_of(chromium, house.url)
