"""Taking a client on, and the invite that she is given."""

from html import unescape

import numpy
import pytest
import zxingcpp

from tests.acting.care import body_of
from tests.acting.credentials import redeem
from tests.pages.svg_codes import modules_of

NEW = {
    "name": "Noor Haddad",
    "timezone": "America/Mexico_City",
    "locale": "es",
    "conditions": ["neck_pain", "headache"],
    "intake.contraindications": "osteoporosis",
    "places": "4",
    "intake.places.1.region": "neck",
    "intake.places.1.side": "left",
    "intake.places.1.tingling": "yes",
    "intake.medication": "Ibuprofen",
}


async def taken_on(care, ben, **more: object) -> dict:
    await ben.open("/clients/new")
    answer = await ben.send("/clients/new", **(NEW | more))
    assert answer.status_code == 200, answer.text
    (found,) = body_of(await care.ben.get("/v1/clients", params={"q": "Noor"}))["items"]
    assert answer.url.path == f"/clients/{found['id']}/invite"
    return body_of(await care.ben.get(f"/v1/clients/{found['id']}"))


async def test_a_new_client_has_what_was_disclosed(care, ben):
    client = await taken_on(care, ben)
    assert (client["timezone"], client["locale"]) == ("America/Mexico_City", "es")
    assert client["conditions"] == ["neck_pain", "headache"]
    intake = client["intake"]
    assert intake["contraindications"] == ["osteoporosis"]
    assert intake["places"] == [{"region": "neck", "side": "left", "tingling": True}]
    assert (intake["version"], intake["medication"]) == (1, "Ibuprofen")


async def test_a_name_and_a_zone_are_enough(care, ben):
    await ben.open("/clients/new")
    await ben.send("/clients/new", name="Noor", timezone="Europe/Berlin")
    (client,) = body_of(await care.ben.get("/v1/clients", params={"q": "Noor"}))["items"]
    assert body_of(await care.ben.get(f"/v1/clients/{client['id']}"))["intake"] is None


async def test_what_is_wrong_is_told_beside_its_field_and_the_rest_is_kept(ben):
    await ben.open("/clients/new")
    refused = await ben.send("/clients/new", **(NEW | {"name": " "}))
    page = unescape(refused.text)
    assert refused.status_code == 422
    assert 'id="name-error">Please fill this in.' in page
    assert 'value="America/Mexico_City" selected' in page
    assert 'value="neck" selected' in page
    assert 'value="headache" checked' in page
    assert ">Ibuprofen</textarea>" in page


async def test_a_side_without_its_region_is_told_in_its_row(ben):
    await ben.open("/clients/new")
    rows = {"intake.places.3.side": "left", "intake.places.1.region": "neck"}
    refused = await ben.send("/clients/new", **(NEW | rows))
    assert refused.status_code == 422
    assert 'id="intake.places.3-error"' in refused.text
    assert 'id="intake.places.1-error"' not in refused.text


async def invited(care, ben) -> str:
    """Make an invite in Ben's browser, and return its page."""
    path = f"/clients/{care.ana.id}/invite"
    await ben.open(path)
    answer = await ben.send(path)
    assert answer.status_code == 200, answer.text
    return unescape(answer.text)


def code_of(page: str) -> str:
    return page.partition('class="code">')[2].partition("<")[0]


async def test_an_invite_is_redeemed_by_its_code_once(care, ben):
    code = code_of(await invited(care, ben))
    assert len(code) == len("7KQ4M-2XW9D")
    assert body_of(await redeem(care.ana.http, code))["account"]["name"] == "Ana"
    assert (await redeem(care.ana.http, code)).status_code == 404


async def test_its_qr_code_holds_the_link(care, ben):
    page = await invited(care, ben)
    link = page.partition('class="link"><a href="')[2].partition('"')[0]
    assert link.endswith(f"/invite#{code_of(page).replace('-', '')}")
    drawn = page.partition('class="qr"')[2].partition("</svg>")[0]
    image = numpy.array(modules_of(drawn), dtype=numpy.uint8).repeat(4, axis=0).repeat(4, axis=1)
    (found,) = zxingcpp.read_barcodes(image)
    assert (found.text, str(found.format)) == (link, str(zxingcpp.BarcodeFormat.QRCode))


async def test_an_invite_is_shown_once_and_a_new_one_voids_it(care, ben):
    first = code_of(await invited(care, ben))
    again = (await ben.open(f"/clients/{care.ana.id}/invite")).text
    assert first not in again
    assert 'class="code"' not in again
    second = code_of(await invited(care, ben))
    assert (await redeem(care.ana.http, first)).status_code == 404
    assert body_of(await redeem(care.ana.http, second))


@pytest.mark.parametrize("moment", [(2026, 3, 2, 8)])
async def test_its_expiry_is_told_in_the_readers_zone(care, ben, moment):
    care.move(*moment)
    # In Berlin it is an hour later than in UTC.
    assert "It works once, until Thu, Mar 5, 9:00" in await invited(care, ben)
