"""One browser for all of these tests, and the product served to it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser

from tests.demo.seeding import seeded
from tests.pages.browser.houses import House, example_house
from tests.pages.browser.shared import chromium, in_one_process
from tests.pages.browser.visitors import keep_of

__all__ = ["chromium", "seeded"]

pytest_collection_modifyitems = in_one_process(Path(__file__).parent)


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
