"""The first day of a practice, on PostgreSQL: nobody is in care, and every page leads on."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.databases import postgres_clone
from tests.pages.browser.axe import faults
from tests.pages.browser.houses import BEGINNER, empty_house
from tests.pages.browser.places import places_of_beginners
from tests.pages.browser.visitors import PHONE_DARK, visiting


@pytest.fixture
def first_day(postgres: str, postgres_schema: str, tmp_path: Path) -> Iterator[str]:
    with (
        postgres_clone(postgres, postgres_schema) as database_url,
        empty_house(database_url, tmp_path) as url,
    ):
        yield url


async def test_everything_opens_before_anybody_is_in_care(chromium, first_day):
    async with visiting(chromium, first_day, PHONE_DARK) as beginner:
        await beginner.open("/")
        await beginner.sign_in(BEGINNER)
        await expect(beginner.page.get_by_role("heading", name="Caseload")).to_be_visible()
        wrong = {}
        for place in places_of_beginners():
            answer = await beginner.open(place.path)
            found = [] if answer.status == 200 else [f"answers {answer.status}"]
            if found := found + await faults(beginner.page):
                wrong[place.name] = found
        assert not wrong, wrong
        await beginner.page.get_by_role("button", name="Sign out").click()
        await expect(beginner.page.get_by_label("Password")).to_be_visible()
