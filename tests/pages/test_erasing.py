"""Having a client erased, keeping her after all, and how long a practice keeps, as pages."""

from html import unescape

from tests.acting.care import body_of
from tests.acting.credentials import BEN, PASSWORD
from tests.acting.erasing import ask_for_mine, client_row
from tests.acting.practice import people
from tests.erasure.test_retaining import left_a_year_ago, plan
from tests.pages.conftest import signed_in
from tests.pages.test_details import etag_in
from tests.pages.test_people import DORA

UNTIL = "Erased on Mar 16, 2026"
GOING = "The time that the practice keeps data is over for"


async def test_an_admin_has_a_client_erased_and_keeps_her_after_all(care, ben):
    path = f"/people/clients/{care.ana.id}"
    assert f'href="{path}/erase"' in (await ben.open(f"/clients/{care.ana.id}/details")).text
    asked = unescape((await ben.open(f"{path}/erase")).text)
    assert "Erase everything of Ana?" in asked
    assert "14 days from now" in asked
    shown = await ben.send(f"{path}/erase")
    assert shown.url.path == path
    assert "The practice asked for it on" in unescape(shown.text)
    assert f'href="{path}/erase"' not in shown.text
    assert await people(care, state="erasing") == {"Ana": ["Ben"]}
    kept = await ben.send(f"{path}/keep")
    assert "asked for it" not in unescape(kept.text)
    assert (await client_row(care)).erase_at is None


async def test_the_list_of_people_shows_who_is_to_be_erased(care, ben):
    assert UNTIL not in unescape((await ben.open("/people")).text)
    await ask_for_mine(care)
    assert UNTIL in unescape((await ben.open("/people")).text)
    only = unescape((await ben.open("/people?state=erasing")).text)
    assert ">Ana</a>" in only
    assert ">Cy</a>" not in only


async def test_her_therapist_sees_when_she_asked_and_is_led_to_no_invite(care, ben, new_browser):
    await ask_for_mine(care)
    page = unescape((await ben.open(f"/clients/{care.ana.id}/details")).text)
    assert "The client asked for it on Mar 2, 2026." in page
    assert f"/clients/{care.ana.id}/invite" not in page
    refused = await ben.open(f"/clients/{care.ana.id}/invite")
    assert refused.status_code == 200
    refused = await ben.send(f"/clients/{care.ana.id}/invite")
    assert refused.status_code == 409
    assert "Everything of this client will be erased." in unescape(refused.text)
    dora = await signed_in(care, new_browser(), care.cast.dora, DORA)
    page = (await dora.open(f"/clients/{care.cast.cy.id}/details")).text
    assert "/erase" not in page


async def test_the_caseload_and_the_brief_say_that_she_is_to_be_erased(care, ben):
    assert "rased" not in unescape((await ben.open("/")).text)
    await ask_for_mine(care)
    assert UNTIL in unescape((await ben.open("/")).text)
    assert "Will be erased: " in unescape((await ben.open(f"/clients/{care.ana.id}")).text)


async def test_admins_are_told_on_their_first_page_what_retention_will_erase(
    care, ben, new_browser
):
    dora = await signed_in(care, new_browser(), care.cast.dora, DORA)
    await left_a_year_ago(care)
    for browser, email in ((ben, BEN), (dora, DORA)):
        await browser.sign_in(email, PASSWORD)
    assert GOING not in unescape((await ben.open("/")).text)
    assert await plan(care) == 1
    shown = unescape((await ben.open("/")).text)
    assert f"{GOING} one client: erased on Mar 2, 2027" in shown
    assert 'href="/people?state=erasing"' in shown
    assert GOING not in unescape((await dora.open("/")).text)


async def test_the_time_is_set_and_taken_away(care, ben):
    path = "/practice"
    assert f'href="{path}"' in (await ben.open("/settings")).text
    for months, kept in (("120", 120), ("", None)):
        await ben.open(path)
        saved = await ben.send(path, retention_months=months, etag=etag_in(ben))
        assert "Saved." in saved.text
        assert body_of(await care.ben.get("/v1/practice"))["retention_months"] == kept


async def test_a_time_that_is_none_is_refused_beside_the_field(ben):
    path = "/practice"
    for months in ("0", "many"):
        await ben.open(path)
        refused = await ben.send(path, retention_months=months, etag=etag_in(ben))
        assert refused.status_code == 422
        assert 'id="retention_months-error"' in refused.text


async def test_who_is_no_admin_sets_no_time(care, new_browser):
    dora = await signed_in(care, new_browser(), care.cast.dora, DORA)
    assert "/practice" not in (await dora.open("/settings")).text
    assert (await dora.open("/practice")).status_code == 403
