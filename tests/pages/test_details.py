"""A client's record as a page: edited, versioned, and ended."""

from html import unescape

from sqlalchemy import select

from api.tables import AuditEvent
from tests.acting.care import body_of, problem
from tests.pages.browsing import Browser

ETAG = 'name="etag" value="'
RECORD = {"name": "Ana", "timezone": "Europe/Berlin"}


def etag_in(browser: Browser) -> str:
    return unescape(browser.page.text.partition(ETAG)[2].partition('"')[0])


async def record_of(care) -> dict:
    return body_of(await care.ben.get(f"/v1/clients/{care.ana.id}"))


async def save(care, ben, **more: object):
    path = f"/clients/{care.ana.id}/details"
    await ben.open(path)
    return await ben.send(path, etag=etag_in(ben), **(RECORD | more))


async def test_what_was_disclosed_makes_a_version_that_is_shown(care, ben):
    told = {"conditions": "neck_pain", "intake.contraindications": ["fever", "hernia"]}
    saved = await save(care, ben, **told, **{"intake.medication": "Ibuprofen"})
    page = unescape(saved.text)
    assert saved.status_code == 200
    assert "Version 1, Mar 2, 2026" in page
    assert "Fever, A hernia" in page
    intake = (await record_of(care))["intake"]
    assert (intake["contraindications"], intake["medication"]) == (["fever", "hernia"], "Ibuprofen")
    await save(care, ben, conditions="neck_pain")
    intake = (await record_of(care))["intake"]
    assert (intake["version"], intake["contraindications"], intake["medication"]) == (2, [], None)


async def test_what_is_saved_unchanged_makes_no_version_and_is_a_view(care, ben):
    await save(care, ben, conditions=["neck_pain", "headache"])
    await save(care, ben, conditions=["headache", "neck_pain"])
    assert (await record_of(care))["intake"]["version"] == 1
    edits = select(AuditEvent.id).where(AuditEvent.action == "edit client")
    assert len(await care.rows(edits)) == 1


async def test_name_and_zone_are_edited(care, ben):
    await save(care, ben, name="Ana Duarte", timezone="Europe/Lisbon")
    record = await record_of(care)
    assert (record["name"], record["timezone"]) == ("Ana Duarte", "Europe/Lisbon")


async def test_an_edit_of_what_changed_meanwhile_is_412_and_kept(care, ben):
    path = f"/clients/{care.ana.id}/details"
    await ben.open(path)
    stale = etag_in(ben)
    record = await record_of(care)
    change = {"conditions": ["headache"]}
    body_of(
        await care.ben.patch(
            f"/v1/clients/{care.ana.id}", change, headers={"if-match": record["etag"]}
        )
    )
    refused = await ben.send(path, etag=stale, name="Anna", timezone="Europe/Berlin")
    assert refused.status_code == 412
    assert "Somebody has changed this since you opened it." in refused.text
    assert 'value="Anna"' in refused.text
    assert "Headache" in refused.text
    assert (await record_of(care))["name"] == "Ana"


async def test_a_form_without_its_etag_is_428(care, ben):
    path = f"/clients/{care.ana.id}/details"
    await ben.open(path)
    assert (await ben.send(path, **RECORD)).status_code == 428


async def test_a_name_that_is_missing_is_told_beside_it(care, ben):
    refused = await save(care, ben, name="")
    assert refused.status_code == 422
    assert 'id="name-error">Please fill this in.' in refused.text


async def test_a_discharge_is_asked_for_once_more_and_ends_care(care, ben):
    path = f"/clients/{care.ana.id}/discharge"
    assert "Discharge Ana?" in (await ben.open(path)).text
    assert (await record_of(care))["name"] == "Ana"
    done = await ben.send(path, reason="The course is finished.")
    # Ben is an admin, who may take her back.
    assert done.url.path == f"/people/clients/{care.ana.id}"
    assert problem(await care.ben.get(f"/v1/clients/{care.ana.id}")) == (404, "not_found")
    for page in ("details", "invite", "discharge"):
        assert (await ben.open(f"/clients/{care.ana.id}/{page}")).status_code == 404


async def test_a_reason_that_is_too_long_is_told_beside_it(care, ben):
    path = f"/clients/{care.ana.id}/discharge"
    await ben.open(path)
    refused = await ben.send(path, reason="x" * 501)
    assert refused.status_code == 422
    assert 'id="reason-error">This is too long.' in refused.text
