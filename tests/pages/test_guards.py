"""A form counts only if it was sent from a page of the same sign-in."""

import pytest

from tests.pages.conftest import signed_in

HOST = "127.0.0.1:8000"


async def still_signed_in(browser) -> bool:
    return 'type="password"' not in (await browser.open("/")).text


@pytest.mark.parametrize("token", ["", "x", "x.y", "é.ü", "\x00.x"])
async def test_a_form_without_its_token_changes_nothing(ben, token):
    answer = await ben.http.post("/sign-out", data={"token": token})
    assert answer.status_code == 403
    assert "was not sent from this page" in answer.text
    assert await still_signed_in(ben)


async def test_a_token_is_good_for_its_own_sign_in_alone(care, new_browser, ben):
    dora = await signed_in(care, new_browser(), care.cast.dora, "dora@practice.example")
    dora.page = ben.page
    assert (await dora.send("/sign-out")).status_code == 403
    assert await still_signed_in(dora)


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example"},
    ],
)
async def test_what_the_browser_says_comes_from_elsewhere_is_refused(ben, headers):
    ben.http.headers.update(headers)
    assert (await ben.send("/sign-out")).status_code == 403
    ben.http.headers.update({"sec-fetch-site": "same-origin", "origin": f"http://{HOST}"})
    assert await still_signed_in(ben)


async def test_nobody_is_signed_in_by_a_form_of_another_site(new_browser):
    browser = new_browser()
    browser.http.headers["sec-fetch-site"] = "cross-site"
    assert (await browser.sign_in("ben@practice.example", "whatever it is")).status_code == 403


async def test_each_page_has_another_token_and_all_of_them_are_good(ben):
    first = ben.page
    second = await ben.open("/")
    assert first.text != second.text
    ben.page = first
    assert (await ben.send("/sign-out")).status_code == 200
