"""Who works in a practice and who is cared for there, as pages of its admins."""

from html import unescape

from tests.acting.care import body_of, problem
from tests.acting.credentials import PASSWORD, redeem
from tests.pages.conftest import signed_in
from tests.pages.test_details import etag_in
from tests.pages.test_new_clients import code_of

DORA = "dora@practice.example"


async def therapist(care, person) -> dict:
    return body_of(await care.ben.get(f"/v1/therapists/{person.id}"))


async def client(care) -> dict:
    listed = body_of(await care.ben.get("/v1/practice/clients", params={"state": "all"}))["items"]
    return next(each for each in listed if each["id"] == str(care.ana.id))


async def test_an_admin_sees_who_works_here_and_who_is_cared_for_by_whom(ben):
    page = unescape((await ben.open("/people")).text)
    for name in ("Ben", "Dora", "Ana", "Cy"):
        assert f">{name}</a>" in page
    assert "Fay" not in page
    found = unescape((await ben.open("/people?q=cy&state=all")).text)
    assert ">Cy</a>" in found
    assert ">Ana</a>" not in found


async def test_who_is_no_admin_is_not_led_to_people_and_gets_403(care, new_browser):
    dora = await signed_in(care, new_browser(), care.cast.dora, DORA)
    assert 'href="/people"' not in dora.page.text
    assert (await dora.open("/people")).status_code == 403
    assert (await dora.open("/audit")).status_code == 403


async def test_a_colleague_is_invited_and_chooses_her_password(care, ben):
    await ben.open("/people/new")
    shown = await ben.send("/people/new", name="Gil", admin="yes", locale="es")
    assert shown.status_code == 200
    more = {"email": "gil@practice.example", "password": PASSWORD}
    account = body_of(await redeem(care.ana.http, code_of(shown.text), **more))["account"]
    assert (account["name"], account["role"], account["admin"]) == ("Gil", "therapist", True)


async def test_a_colleague_without_a_name_is_refused_beside_the_field(ben):
    await ben.open("/people/new")
    refused = await ben.send("/people/new", admin="yes")
    assert refused.status_code == 422
    assert 'id="name-error">Please fill this in.' in refused.text
    assert 'value="yes" checked' in refused.text


async def test_the_admin_right_is_given_and_taken(care, ben):
    dora = care.cast.dora
    for fields, right in (({"admin": "yes"}, True), ({}, False)):
        await ben.open(f"/people/{dora.id}")
        await ben.send(f"/people/{dora.id}", name="Dora", etag=etag_in(ben), **fields)
        assert (await therapist(care, dora))["admin"] is right


async def test_the_last_admin_stays_one(care, ben):
    path = f"/people/{care.ben.id}"
    await ben.open(path)
    refused = await ben.send(path, name="Ben", etag=etag_in(ben))
    assert refused.status_code == 409
    assert "A practice needs an admin who can sign in." in refused.text
    assert (await ben.open("/people")).status_code == 200


async def test_an_edit_that_is_stale_is_412(care, ben):
    path = f"/people/{care.cast.dora.id}"
    await ben.open(path)
    stale = etag_in(ben)
    await ben.send(path, name="Dora B.", etag=stale)
    assert (await ben.send(path, name="Dora C.", etag=stale)).status_code == 412
    assert (await therapist(care, care.cast.dora))["name"] == "Dora B."


async def test_who_is_deactivated_hands_her_clients_over_and_may_come_back(care, ben):
    dora = care.cast.dora
    path = f"/people/{dora.id}"
    await ben.open(f"{path}/deactivate")
    shown = await ben.send(f"{path}/deactivate", reassign_to=str(care.ben.id))
    assert shown.url.path == path
    assert (await therapist(care, dora))["status"] == "deactivated"
    assert body_of(await care.ben.get(f"/v1/clients/{care.cast.cy.id}"))["name"] == "Cy"
    await ben.send(f"{path}/reactivate")
    assert (await therapist(care, dora))["status"] == "active"


async def test_nobody_deactivates_herself(care, ben):
    path = f"/people/{care.ben.id}/deactivate"
    await ben.open(path)
    refused = await ben.send(path)
    assert refused.status_code == 409
    assert "Another admin has to deactivate you." in refused.text


async def test_a_client_is_given_to_another_therapist(care, ben):
    path = f"/people/clients/{care.ana.id}"
    page = await ben.open(path)
    assert str(care.ben.id) not in page.text.partition("<select")[2].partition("</select>")[0]
    await ben.send(path, therapist_id=str(care.cast.dora.id))
    assert [each["name"] for each in (await client(care))["therapists"]] == ["Dora"]
    assert (await ben.open(f"/clients/{care.ana.id}/details")).status_code == 404


async def test_whom_to_give_a_client_to_has_to_be_chosen(care, ben):
    path = f"/people/clients/{care.ana.id}"
    await ben.open(path)
    refused = await ben.send(path)
    assert refused.status_code == 422
    assert 'id="therapist_id-error"' in refused.text


async def test_who_was_discharged_is_readmitted(care, ben):
    body_of(await care.ben.post(f"/v1/clients/{care.ana.id}/discharge"))
    page = await ben.open("/people?state=discharged")
    assert "Discharged Mar 2, 2026" in page.text
    path = f"/people/clients/{care.ana.id}"
    await ben.open(path)
    await ben.send(path, readmit="yes")
    assert (await client(care))["discharged_at"] is None
    refused = await ben.send(path, readmit="yes")
    assert refused.status_code == 409
    assert "This client was not discharged." in refused.text


async def test_an_admin_of_another_practice_learns_nothing(care, new_browser):
    eve = await signed_in(care, new_browser(), care.cast.eve, "eve@practice.example")
    page = (await eve.open("/people?state=all")).text
    assert ">Fay</a>" in page
    assert ">Ana</a>" not in page
    await eve.open(f"/people/clients/{care.cast.fay.id}")
    away = await eve.send(f"/people/clients/{care.ana.id}", therapist_id=str(care.cast.eve.id))
    assert away.status_code == 404
    assert problem(await care.cast.eve.get(f"/v1/clients/{care.ana.id}")) == (404, "not_found")
