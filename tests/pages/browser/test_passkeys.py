"""Passkeys with a real browser, whose authenticator is Chromium's virtual one."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from demo.stories import COLLEAGUE, PASSWORD
from tests.pages.browser.axe import faults
from tests.pages.browser.houses import House, example_house
from tests.pages.browser.visitors import PHONE, Visitor, visiting
from tests.processes import free_port

# A finger that is always there, and always hers.
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
SIGN_IN = "Sign in with a passkey"


@pytest.fixture(scope="module")
def named(
    chromium: Browser, seeded: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """The example practice, reached by a name: an address of numbers has no passkeys."""
    port = free_port()
    url = f"http://localhost:{port}"
    folder = tmp_path_factory.mktemp("named")
    with example_house(seeded, folder, port=port, PUBLIC_URL=url) as house:
        yield replace(house, url=url)


@pytest.fixture
def named_house(named: House, seeded: Path) -> House:
    """The same, before anybody has a passkey."""
    named.begin_again(seeded)
    return named


@asynccontextmanager
async def with_a_finger(chromium: Browser, url: str) -> AsyncIterator[Visitor]:
    """Open a phone that has an authenticator, which stays with the page while it goes on."""
    async with visiting(chromium, url, PHONE) as dora:
        device = await dora.page.context.new_cdp_session(dora.page)
        await device.send("WebAuthn.enable")
        await device.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
        yield dora


async def show_password(dora: Visitor) -> None:
    await dora.page.get_by_label("The password now").fill(PASSWORD)


async def test_a_passkey_is_added_signs_in_and_proves_that_it_may_go(
    chromium: Browser, named_house: House
) -> None:
    async with with_a_finger(chromium, named_house.url) as dora:
        page = dora.page
        await dora.open("/settings/passkeys")
        await expect(page.get_by_role("button", name=SIGN_IN)).to_be_visible()
        assert await faults(page) == []
        await dora.sign_in(COLLEAGUE.email)
        await page.get_by_role("link", name="Add a passkey").click()
        await expect(page.get_by_text("Passkeys need a browser")).to_be_hidden()
        await show_password(dora)
        assert await faults(page) == []
        await page.get_by_role("button", name="Go on").click()
        make = page.get_by_role("button", name="Have this device make it")
        await expect(make).to_be_visible()
        assert await faults(page) == []
        await make.click()
        await expect(page.locator("li.secret")).to_have_count(10)
        await dora.open("/settings/passkeys")
        await expect(page.get_by_text("Chrome, Linux")).to_be_visible()
        assert await faults(page) == []
        await page.get_by_role("button", name="Sign out").click()
        await page.get_by_role("button", name=SIGN_IN).click()
        await expect(page.get_by_role("heading", name="Caseload")).to_be_visible()
        await dora.open("/settings/passkeys")
        await page.get_by_role("link", name="Remove").click()
        await show_password(dora)
        assert await faults(page) == []
        await page.get_by_role("button", name="Use a passkey in place of the code").click()
        await expect(page.get_by_text("The passkey is removed.")).to_be_visible()


async def test_after_the_password_the_device_is_the_second_step_and_makes_one_alone(
    chromium: Browser, named_house: House
) -> None:
    async with with_a_finger(chromium, named_house.url) as dora:
        page = dora.page
        await dora.open("/settings/passkeys/add")
        await dora.sign_in(COLLEAGUE.email)
        await show_password(dora)
        await page.get_by_role("button", name="Go on").click()
        await page.get_by_role("button", name="Have this device make it").click()
        await expect(page.locator("li.secret")).to_have_count(10)
        await dora.open("/settings/passkeys/add")
        await show_password(dora)
        await page.get_by_role("button", name="Use a passkey in place of the code").click()
        await page.get_by_role("button", name="Have this device make it").click()
        known = page.get_by_text("This device has a passkey of yours already.")
        await expect(known).to_be_visible()
        await page.get_by_role("button", name="Sign out").click()
        await dora.sign_in(COLLEAGUE.email)
        await expect(page.get_by_role("heading", name="One more step")).to_be_visible()
        assert await faults(page) == []
        await page.get_by_role("button", name=SIGN_IN).click()
        await expect(page.get_by_role("heading", name="Caseload")).to_be_visible()


@pytest.mark.parametrize("other", ["127.0.0.1", "practice.localhost"])
async def test_at_another_address_than_its_own_it_is_not_offered(
    chromium: Browser, named_house: House, other: str
) -> None:
    elsewhere = named_house.url.replace("localhost", other)
    async with with_a_finger(chromium, elsewhere) as dora:
        await dora.open("/settings/passkeys/add")
        await expect(dora.page.get_by_role("button", name=SIGN_IN)).to_be_hidden()
        await dora.sign_in(COLLEAGUE.email)
        await expect(dora.page.get_by_text(f"opened at {named_house.url}")).to_be_visible()


async def test_without_what_a_browser_needs_it_is_not_offered(
    chromium: Browser, named_house: House
) -> None:
    async with visiting(chromium, named_house.url, PHONE) as dora:
        await dora.page.add_init_script("delete window.PublicKeyCredential")
        await dora.open("/settings/passkeys/add")
        await expect(dora.page.get_by_role("button", name=SIGN_IN)).to_be_hidden()
        await dora.sign_in(COLLEAGUE.email)
        await expect(dora.page.get_by_text("Passkeys need a browser")).to_be_visible()
