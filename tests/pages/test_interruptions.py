"""Pausing, resuming and stopping on a page, and why something rests."""

from html import unescape

from tests.acting.care import body_of, on
from tests.acting.safety import log_pain
from tests.pages.planning import at, audited, fill, plan_of, prescribed, press, today
from tests.plan.test_contraindications import disclose


async def test_a_pause_has_a_reason_and_a_day_on_which_it_ends(care, ben):
    item = await care.prescribe("10:00")
    saved = await fill(ben, at(care, item, "/pause"), until_on=on(3, 9), reason="On holiday.")
    assert saved.status_code == 303
    assert await today(care) == []
    page = unescape((await ben.open(plan_of(care))).text)
    assert "Paused since" in page
    assert "until Mon" in page
    assert "On holiday." in page
    assert (await fill(ben, at(care, item, "/resume"))).status_code == 303
    assert (await prescribed(care))[0]["state"] == "active"
    assert (await audited(care))[-1] == "view prescriptions"
    assert "resume prescription" in await audited(care)


async def test_a_pause_that_is_over_already_is_refused_beside_its_field(care, ben):
    item = await care.prescribe("10:00")
    refused = await fill(ben, at(care, item, "/pause"), until_on=on(3, 1), reason="Kept.")
    assert refused.status_code == 422
    assert "A pause ends after today." in refused.text
    assert ">Kept.</textarea>" in refused.text


async def test_what_was_stopped_for_safety_says_so_and_goes_on_with_a_note(care, ben):
    item = await care.prescribe("20:00")
    body_of(await log_pain(care, item, stop_signs=["dizziness"]), 201)
    assert "Paused for safety" in (await ben.open(plan_of(care))).text
    refused = await fill(ben, at(care, item, "/resume"))
    assert refused.status_code == 422
    assert "After a stop for safety this is needed." in refused.text
    assert (await press(ben, at(care, item, "/resume"), note="Seen today.")).status_code == 303
    assert (await prescribed(care))[0]["state"] == "active"


async def test_a_stop_can_be_taken_back_for_a_day(care, ben):
    item = await care.prescribe("10:00")
    assert (await fill(ben, at(care, item, "/stop"), reason="Done.")).status_code == 303
    page = unescape((await ben.open(plan_of(care))).text)
    assert "Done." in page
    assert "Take the stop back" in page
    assert (await fill(ben, at(care, item), dose__reps="4")).status_code == 409
    assert (await fill(ben, at(care, item, "/resume"))).status_code == 303
    await fill(ben, at(care, item, "/stop"))
    care.advance(hours=25)
    refused = await care.ben.post(f"/v1/prescriptions/{item['id']}/resume")
    assert refused.status_code == 409


async def test_what_was_told_since_keeps_it_from_going_on_and_leads_to_its_form(care, ben):
    item = await care.prescribe("10:00", exercise="cat-cow")
    await fill(ben, at(care, item, "/pause"))
    await disclose(care, 1, "fracture")
    refused = await fill(ben, at(care, item, "/resume"))
    assert refused.status_code == 409
    assert f'class="button" href="{at(care, item)}"' in refused.text
