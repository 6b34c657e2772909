"""One browser, one served example practice that each test finds as it was, and what it knows."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from playwright.async_api import Browser

from demo.stories import MARTA, PASSWORD
from tests.demo.seeding import seeded
from tests.pages.browser.houses import House, example_house
from tests.pages.browser.shared import chromium, in_one_process
from tests.waiting import WITHIN_S

__all__ = ["chromium", "seeded"]

pytest_collection_modifyitems = in_one_process(Path(__file__).parent)


@pytest.fixture(scope="package")
def served(
    chromium: Browser, seeded: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    with example_house(seeded, tmp_path_factory.mktemp("app")) as house:
        yield house


@pytest.fixture
def own_house(served: House, seeded: Path) -> House:
    """The example practice on its morning, whatever earlier tests have changed or let pass."""
    served.begin_again(seeded)
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
