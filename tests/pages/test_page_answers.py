"""What every answer of the pages says of itself, and what is refused tells what to do."""

import pytest
from sqlalchemy import update
from sqlalchemy.exc import NoResultFound
from structlog.testing import capture_logs

from api.pages.routes import caseload
from api.platform.db import transaction
from api.tables import Account
from tests.acting.credentials import BEN


async def test_every_answer_says_what_may_be_loaded(ben, http, care):
    for path in ("/", "/sign-in", "/static/app.css", "/v1/me", "/nowhere", "/livez"):
        policy = (await ben.http.get(path)).headers["content-security-policy"]
        assert policy.startswith("default-src 'none'"), path
        assert "unsafe" not in policy, path


async def test_no_page_is_stored_and_what_it_loads_is(ben):
    shown = await ben.open("/")
    assert shown.headers["cache-control"] == "no-store"
    assert shown.headers["referrer-policy"] == "same-origin"
    asset = shown.text.partition('rel="stylesheet" href="')[2].partition('"')[0]
    style = await ben.http.get(asset)
    assert style.headers["content-type"].startswith("text/css")
    assert "immutable" in style.headers["cache-control"]


async def test_a_page_has_no_script_and_no_style_of_its_own(ben):
    for path in ("/", "/sign-in"):
        shown = (await ben.open(path)).text
        for each in (
            "<style",
            "style=",
            "<script>",
            " onclick",
            "javascript:",
            "hx-on",
            "js:",
        ):
            assert each not in shown, (path, each)


async def test_who_looks_for_a_page_that_is_not_there_is_shown_one(new_browser, http):
    for path in ("/nowhere", "/v1/nowhere", "/clients/1/2/3", "/sign-in/"):
        shown = await new_browser().http.get(path, headers={"accept": "text/html,*/*;q=0.8"})
        assert (shown.status_code, shown.headers["cache-control"]) == (404, "no-store"), path
        assert "There is no such page, or it is not yours to see." in shown.text, path
        told = await http.get(path)
        assert told.headers["content-type"] == "application/problem+json", path


async def test_pages_take_forms_and_the_api_takes_json(ben):
    assert (await ben.http.post("/sign-in", json={"email": BEN})).status_code == 415
    assert (await ben.http.post("/v1/auth/sign-in", data={"email": BEN})).status_code == 415


async def test_a_form_that_cannot_be_read_is_400(new_browser):
    browser = new_browser()
    form = {"content-type": "application/x-www-form-urlencoded"}
    for body in (b"\xff\xfe=1", b"email=%ff", b"&".join(b"a=1" for _ in range(600))):
        refused = await browser.http.post("/sign-in", content=body, headers=form)
        assert refused.status_code == 400, body[:20]
        assert "The form cannot be read." in refused.text


async def test_a_page_speaks_the_language_of_the_account_or_of_the_browser(care, ben, new_browser):
    spanish = {"accept-language": "es-MX,es;q=0.9"}
    shown = await new_browser().http.get("/", headers=spanish)
    assert '<html lang="es">' in shown.text
    assert "Iniciar sesión" in shown.text
    assert '<html lang="en">' in (await ben.open("/", headers=spanish)).text
    async with transaction(care.sessions) as session:
        await session.execute(update(Account).values(locale="es-MX"))
    assert '<html lang="es">' in (await ben.open("/")).text


@pytest.mark.parametrize(("error", "status"), [(NoResultFound(), 404), (ZeroDivisionError(), 500)])
async def test_a_page_that_fails_is_told_of_in_the_log_whatever_it_answers(
    ben, monkeypatch, error, status
):
    async def fail(*_):
        raise error

    monkeypatch.setattr(caseload, "new_sign_ins", fail)
    with capture_logs() as lines:
        shown = await ben.http.get("/")
    assert (shown.status_code, shown.headers["cache-control"]) == (status, "no-store")
    (failed,) = [line for line in lines if line["event"] == "request_failed"]
    assert failed["error"] == type(error).__name__
