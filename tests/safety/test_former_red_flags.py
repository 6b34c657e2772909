"""What was a red flag once and is asked at the intake now: kept, told of, and asked no more."""

import pytest

from tests.acting.care import body_of
from tests.acting.reviews import disclose
from tests.acting.safety import MONDAY, alerts, codes, flag, safety_text_keys, state

CANCER, HEAD = "history_of_cancer", "recent_head_injury"
WORDS = {
    "en": {CANCER: "I have, or have had, cancer", HEAD: "A head injury in the last three months"},
    "es": {
        CANCER: "Tengo o he tenido cáncer",
        HEAD: "Un golpe en la cabeza en los últimos tres meses",
    },
}


@pytest.mark.parametrize("language", WORDS)
async def test_it_is_no_longer_asked_and_its_words_can_still_be_read(care, language):
    headers = {"accept-language": language}
    groups = body_of(await care.ana.get("/v1/vocabulary", headers=headers))["groups"]
    assert not {entry["code"] for entry in groups["red_flags"]} & {CANCER, HEAD}
    former = {entry["code"]: entry["text"] for entry in groups["former_red_flags"]}
    assert former == WORDS[language]
    assert {entry["level"] for entry in groups["former_red_flags"]} == {"urgent"}


@pytest.mark.parametrize("code", [CANCER, HEAD])
async def test_an_older_phone_that_still_sends_it_is_treated_as_ever(care, code):
    item = await care.prescribe("20:00")
    answer = await flag(care, code)
    assert answer.status_code == 201
    assert answer.json()["red_flags"] == [code]
    assert safety_text_keys(answer) == ["urgent"]
    assert await codes(care) == [code]
    assert await state(care, item) == "paused"
    (alert,) = await alerts(care)
    assert (alert["kind"], alert["level"]) == ("red_flag", "urgent")
    (shown,) = body_of(await care.ana.get("/v1/me/check-ins"))["items"]
    assert (shown["date"], shown["red_flags"]) == (MONDAY, [code])


async def test_her_therapist_reads_its_words_in_the_brief(care):
    await care.prescribe("20:00")
    body_of(await flag(care, CANCER), 201)
    brief = body_of(await care.ben.get(f"/v1/clients/{care.ana.id}/brief"))
    assert [event["name"] for event in brief["stops"]["events"]] == [WORDS["en"][CANCER]]


@pytest.mark.parametrize("code", [CANCER, HEAD])
async def test_the_intake_takes_it_and_the_brief_shows_it_each_time(care, code):
    await disclose(care, code)
    brief = body_of(await care.ben.get(f"/v1/clients/{care.ana.id}/brief"))
    assert [each["code"] for each in brief["cautions"]["contraindications"]] == [code]
    item = await care.prescribe("20:00")
    assert await state(care, item) == "active"
