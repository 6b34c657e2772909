"""A brief of a past day is as it was then, and what was read is kept as it was shown."""

from datetime import date

import pytest
from sqlalchemy import select

from api.platform.db import transaction
from api.tables import BriefRead
from tests.acting.care import body_of
from tests.acting.pasts import TODAY, ago, pain, store_check_ins
from tests.acting.reviews import FINDING, brief, disclose, feedback, noted, turned


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Pacific/Auckland", "America/Los_Angeles"])
async def test_a_past_day_has_the_plan_and_the_words_of_then(care, casting, zone: str):
    care = await care.of_someone_new(casting, zone)
    session = await noted(care, ago(3), findings=[FINDING], rom=[turned(40)], note="Then.")
    item = await care.prescribe("08:30", note="As it was.")
    await disclose(care, "osteoporosis")
    await store_check_ins(
        care, ago(1), [{"stress": 1, "note": "Before."}, None, {"note": "After."}]
    )
    sore = [{"date": ago(n).isoformat(), "value": 5} for n in (2, 1)]
    await feedback(care, session, pressure="right", soreness=sore)
    before = await brief(care)
    care.move(2026, 3, 4, 10)
    await care.edit(item, note="As it is.", effective_on=date(2026, 3, 4).isoformat())
    await care.act_on(item, "pause", {"reason": "Away."})
    await disclose(care, "osteoporosis", "fever")
    await noted(care, ago(-1), findings=[], rom=[turned(50)], note="Now.")
    now, then = await brief(care), await brief(care, date.fromisoformat(before["as_of"]))
    for part in ("prescribed", "last_session", "range_of_motion", "weekly", "told", "stops"):
        assert then[part] == before[part], part
        if part not in ("weekly", "stops"):
            assert now[part] != then[part], part
    assert then["cautions"]["contraindications"] == before["cautions"]["contraindications"]
    assert len(now["cautions"]["contraindications"]) == 2
    assert [each["text"] for each in then["told"]["notes"]] == ["Before."]
    assert (await brief(care, ago(5)))["prescribed"] == []


async def test_of_a_past_day_nobody_knows_when_it_goes_on(care):
    item = await care.prescribe("08:30")
    await care.act_on(item, "pause", {"reason": "A cold."})
    then = await brief(care)
    assert (then["prescribed"][0]["state"], then["prescribed"][0]["state_until"]) == (
        "paused",
        None,
    )
    care.move(2026, 3, 4, 10)
    await care.act_on(item, "resume")
    assert (await brief(care, TODAY))["prescribed"] == then["prescribed"]
    assert (await brief(care))["prescribed"][0]["state"] == "active"


async def test_what_was_read_before_keeps_its_snapshot_and_its_version(care):
    old = {"definition_version": "2", "pain": {"change": {"category": "meaningful_worsening"}}}
    async with transaction(care.sessions) as session:
        session.add(
            BriefRead(
                created_at=care.clock.at,
                client_id=care.ana.id,
                therapist_id=care.ben.id,
                as_of=TODAY,
                snapshot=old,
            )
        )
    await store_check_ins(care, ago(17), pain(*[6] * 18))
    care.advance(minutes=1)
    body_of(await care.ben.post(f"/v1/clients/{care.ana.id}/brief/read"), 201)
    first, second = await care.rows(select(BriefRead).order_by(BriefRead.created_at))
    assert first.snapshot == old
    assert second.snapshot["definition_version"] == (await brief(care))["definition_version"] > "2"
    assert second.snapshot["told"] == (await brief(care))["told"]
