"""A copy of a client's data as a page: asked for, awaited, fetched."""

from html import unescape

from tests.acting.care import body_of
from tests.acting.exporting import opened, work

READY, WAITING = "<strong>Ready</strong>", "<strong>Waiting to be made</strong>"


async def test_a_copy_is_asked_for_on_the_page_and_fetched_when_it_is_made(care, ben):
    path = f"/clients/{care.ana.id}/copy"
    assert f'href="{path}"' in (await ben.open(f"/clients/{care.ana.id}/details")).text
    assert "There is no copy now." in (await ben.open(path)).text
    waiting = (await ben.send(path)).text
    assert WAITING in waiting
    assert "Make a copy" not in waiting
    assert "Look again" in waiting
    await work(care)
    page = unescape((await ben.open(path)).text)
    assert READY in page
    assert "Make a copy" in page
    link = page.partition('.zip"')[0].rpartition('href="')[2] + ".zip"
    found = await ben.open(link)
    assert found.headers["content-type"] == "application/zip"
    assert found.headers["cache-control"] == "no-store"
    assert opened(found.content).data["for"] == "therapist"
    told = body_of(await care.ana.get("/v1/me/access-log"))["items"]
    assert {"ask_for_export", "download_export"} <= {each["action"] for each in told}


async def test_a_second_one_at_once_is_told_in_words(care, ben):
    path = f"/clients/{care.ana.id}/copy"
    await ben.open(path)
    await ben.send(path)
    body_of(await care.ben.get(f"/v1/clients/{care.ana.id}/exports"))
    refused = await ben.send(path)
    assert refused.status_code == 429
    assert "A copy is being made already. Look again in a moment." in refused.text
    assert WAITING in refused.text


async def test_what_is_not_ready_or_gone_is_a_page_that_says_so(care, ben):
    path = f"/clients/{care.ana.id}/copy"
    asked = body_of(await care.ben.post(f"/v1/clients/{care.ana.id}/export"), 202)
    early = await ben.open(f"{path}/{asked['id']}.zip")
    assert early.status_code == 409
    assert "This copy is not ready." in early.text
    hers = body_of(await care.ana.post("/v1/me/export"), 202)
    assert (await ben.open(f"{path}/{hers['id']}.zip")).status_code == 404
    assert "Waiting" in (await ben.open(path)).text
