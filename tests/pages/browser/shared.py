"""What all browser tests share: one process, one browser, one example practice."""

from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path

import pytest
from playwright.async_api import Browser

from scripts.find_browser import ADVICE, find_browser
from tests.demo.seeding import ONE_PROCESS
from tests.pages.browser.chromium import opened


def in_one_process(folder: Path) -> Callable[[Sequence[pytest.Item]], None]:
    """Return the hook that has one process run all tests below a folder."""

    # Before the hook that sends tests of a group to one process.
    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
        for item in items:
            if folder in item.path.parents:
                item.add_marker(ONE_PROCESS)

    return pytest_collection_modifyitems


@pytest.fixture(scope="package")
async def chromium() -> AsyncIterator[Browser]:
    """The browser, closed after the last test of a package."""
    if find_browser() is None:
        pytest.fail(ADVICE, pytrace=False)
    async with opened() as browser:
        yield browser
