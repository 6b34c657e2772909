"""The second step at sign-in: set up, asked for, renewed and removed on the pages."""

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import numpy
import pytest
import zxingcpp

from tests.acting.credentials import BEN, PASSWORD, give_password
from tests.acting.second_factors import RECOVERY, code_at, give_factor, wrong_code
from tests.pages.svg_codes import modules_of

HERE = "/settings/second-factor"
CODES = re.compile(r'<li class="secret">([A-Z0-9-]{19})</li>')


@pytest.fixture
async def guarded(care):
    await give_password(care, care.ben, BEN)
    await give_factor(care, care.ben)
    return care


def secret_in(text: str) -> str:
    return re.search(r'<p class="secret">([A-Z2-7 ]+)</p>', text)[1].replace(" ", "")


def scanned(text: str) -> str:
    """Return what a phone reads from the QR code of a page."""
    drawn = text.partition('class="qr"')[2].partition("</svg>")[0]
    image = numpy.array(modules_of(drawn), dtype=numpy.uint8).repeat(4, axis=0).repeat(4, axis=1)
    (found,) = zxingcpp.read_barcodes(image)
    read: str = found.text
    return read


async def test_it_is_set_up_by_a_scanned_code_and_the_recovery_codes_are_shown_once(care, ben):
    await ben.open(HERE)
    page = await ben.send(HERE, current_password=PASSWORD)
    assert page.url.path == f"{HERE}/confirm"
    secret = secret_in(page.text)
    said = parse_qs(urlsplit(scanned(page.text)).query)
    assert said == {"secret": [secret], "issuer": ["Carryover"]}
    page = await ben.send(f"{HERE}/confirm", code=wrong_code(care.clock.at))
    assert (page.status_code, secret_in(page.text)) == (422, secret)
    assert 'id="code-error"' in page.text
    page = await ben.send(f"{HERE}/confirm", code=code_at(care.clock.at, secret=secret))
    assert page.status_code == 200
    codes = CODES.findall(page.text)
    assert len(codes) == 10
    assert "Everywhere else you are signed out." in page.text
    page = await ben.open(HERE)
    assert "10 recovery codes are left." in page.text
    assert not any(code in page.text for code in codes)
    assert secret not in (await ben.open(f"{HERE}/confirm")).text


async def test_a_sign_in_takes_two_steps_and_leads_where_she_was_going(guarded, new_browser):
    browser = new_browser()
    page = await browser.sign_in(BEN, PASSWORD, next="/library")
    assert page.url.path == "/sign-in/code"
    assert PASSWORD not in page.text
    # The password alone opens nothing.
    assert 'type="password"' in (await browser.http.get("/")).text
    code = code_at(guarded.clock.at)
    page = await browser.send("/sign-in/code", code=code, next="/library")
    assert (page.status_code, page.url.path) == (200, "/library")
    names = {each.name for each in browser.http.cookies.jar}
    assert names == {"carryover", "carryover-browser"}


async def test_a_wrong_code_is_told_and_the_next_one_may_be_right(guarded, new_browser):
    browser = new_browser()
    await browser.sign_in(BEN, PASSWORD)
    page = await browser.send("/sign-in/code", code=wrong_code(guarded.clock.at))
    assert page.status_code == 401
    assert "This code is wrong, or was used already." in page.text
    page = await browser.send("/sign-in/code", code="")
    assert page.status_code == 422
    page = await browser.send("/sign-in/code", code=RECOVERY.lower())
    assert "Ana" in page.text


async def test_after_ten_minutes_it_begins_with_the_password_again(guarded, new_browser):
    browser = new_browser()
    await browser.sign_in(BEN, PASSWORD)
    guarded.clock.at += timedelta(minutes=10)
    page = await browser.send("/sign-in/code", code=code_at(guarded.clock.at))
    assert "That took too long." in page.text
    assert 'type="password"' in page.text
    assert (await browser.open("/sign-in/code")).url.path == "/sign-in"


@pytest.mark.parametrize("elsewhere", ["//evil.example", "https://evil.example"])
async def test_nobody_is_sent_to_another_host(guarded, new_browser, elsewhere):
    browser = new_browser()
    page = await browser.sign_in(BEN, PASSWORD, next=elsewhere)
    assert page.url.query == b"next=%2F"
    code = code_at(guarded.clock.at)
    answer = await browser.send("/sign-in/code", False, code=code, next=elsewhere)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


async def test_a_code_from_a_page_of_somebody_else_is_refused(guarded, new_browser):
    browser = new_browser()
    await browser.sign_in(BEN, PASSWORD)
    data = {"code": code_at(guarded.clock.at)}
    headers = {"sec-fetch-site": "cross-site"}
    refused = await browser.http.post("/sign-in/code", data=data, headers=headers)
    assert refused.status_code == 403


async def test_new_codes_and_the_removal_take_the_password_and_a_code(guarded, new_browser):
    ben = new_browser()
    await ben.sign_in(BEN, PASSWORD)
    await ben.send("/sign-in/code", code=RECOVERY)
    now, own = guarded.clock.at, {"current_password": PASSWORD}
    await ben.open(f"{HERE}/codes")
    refused = await ben.send(f"{HERE}/codes", **own, code=wrong_code(now))
    assert refused.status_code == 422
    assert 'id="code-error"' in refused.text
    shown = await ben.send(f"{HERE}/codes", **own, code=code_at(now))
    codes = CODES.findall(shown.text)
    await ben.open(f"{HERE}/remove")
    wrong = await ben.send(f"{HERE}/remove", current_password="not hers", code=codes[0])
    assert 'id="current_password-error"' in wrong.text
    page = await ben.send(f"{HERE}/remove", **own, code=codes[0])
    assert "The second step is removed." in page.text
    assert "Ana" in (await new_browser().sign_in(BEN, PASSWORD)).text


async def test_an_admin_of_whom_it_is_asked_is_told_where_to_set_it_up(care, ben):
    await ben.open("/practice")
    refused = await ben.send("/practice", admins_need_second_factor="yes", etag="x")
    assert refused.status_code == 412
    await ben.open("/practice")
    etag = re.search(r'name="etag" value="([^"]*)"', ben.page.text)[1].replace("&#34;", '"')
    refused = await ben.send("/practice", admins_need_second_factor="yes", etag=etag)
    assert "before you ask other admins" in refused.text
    await give_factor(care, care.ben)
    page = await ben.send("/practice", admins_need_second_factor="yes", etag=etag)
    assert "Saved." in page.text
    await ben.open(f"{HERE}/remove")
    await ben.send(f"{HERE}/remove", current_password=PASSWORD, code=RECOVERY)
    for path in ("/people", "/practice", "/audit"):
        page = await ben.open(path)
        assert page.status_code == 403, path
        assert "Set it up first" in page.text, path
    assert "Your practice asks its admins for this." in (await ben.open(HERE)).text
    assert "Ana" in (await ben.open("/")).text
