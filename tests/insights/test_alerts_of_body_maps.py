"""Alerts that body maps give reason for: a new place, and tingling where there was none."""

from sqlalchemy import select

from api.library import load
from api.safety.alerts import MOST_EVIDENCE
from api.tables import CheckIn
from tests.acting.alerting import acknowledge, check_in_days_ago, figures, nth
from tests.acting.broken import BROKEN, MENDED, run_sql
from tests.acting.care import Care, Json, body_of
from tests.acting.pasts import ago, draw_before, store_check_ins
from tests.acting.safety import alerts
from tests.statements import asked

FULL = 30
NECK: Json = {"region": "neck", "side": "left", "role": "source", "tingling": False}
HIP, TINGLING = NECK | {"region": "hip"}, NECK | {"tingling": True}


async def usual_maps(care: Care, *spots: Json, days: int = 7, last: int = 16) -> None:
    """Store maps of so many days running, the last of which is so many days ago."""
    await store_check_ins(care, ago(last + days - 1), [{"body_map": list(spots)}] * days)


async def test_pain_in_a_new_place_and_tingling_are_told_with_the_second_map(care):
    await usual_maps(care, NECK)
    drawn = [NECK, HIP | {"side": "both"}]
    await check_in_days_ago(care, 3, body_map=drawn)
    assert await alerts(care) == []
    await check_in_days_ago(care, 2, body_map=drawn)
    (alert,) = await alerts(care)
    assert alert["kind"] == "spread"
    assert [figures(each) for each in alert["evidence"]] == [
        {"code": "new_place", "from": nth(3), "on": nth(2), "region": "hip", "side": side}
        for side in ("left", "right")
    ]
    await check_in_days_ago(care, 1, body_map=[TINGLING])
    await check_in_days_ago(care, 0, body_map=[TINGLING])
    (alert,) = await alerts(care)
    assert figures(alert["evidence"][-1]) == {
        "code": "new_tingling",
        "from": nth(1),
        "on": nth(0),
        "region": "neck",
        "side": "left",
    }


async def test_a_place_that_stays_is_told_once(care):
    await usual_maps(care, NECK, last=19)
    for days in (6, 5):
        await check_in_days_ago(care, days, body_map=[NECK, HIP])
    (alert,) = await alerts(care)
    await acknowledge(care, alert)
    for days in (4, 3, 2, 1, 0):
        await check_in_days_ago(care, days, body_map=[NECK, HIP])
    assert await alerts(care) == []


async def test_a_map_that_comes_late_tells_what_is_new_after_it(care):
    await usual_maps(care, NECK)
    await check_in_days_ago(care, 1, body_map=[NECK, HIP])
    assert await alerts(care) == []
    await check_in_days_ago(care, 2, body_map=[NECK, HIP])
    (alert,) = await alerts(care)
    assert [figures(each)["on"] for each in alert["evidence"]] == [nth(1)]


async def test_what_the_intake_names_is_known_and_other_tingling_is_new_at_once(care):
    path = f"/v1/clients/{care.ana.id}"
    etag = (await care.ben.get(path)).headers["etag"]
    places = [{"region": "neck", "side": "left", "tingling": True}, {"region": "hip"}]
    edit = {"intake": {"places": places}}
    body_of(await care.ben.patch(path, edit, headers={"if-match": etag}))
    for days in (3, 2):
        await check_in_days_ago(care, days, body_map=[TINGLING, HIP])
    assert await alerts(care) == []
    for days in (1, 0):
        await check_in_days_ago(care, days, body_map=[TINGLING, HIP | {"tingling": True}])
    (alert,) = await alerts(care)
    found = [(figures(each)["code"], figures(each)["region"]) for each in alert["evidence"]]
    assert found == [("new_tingling", "hip")]


async def test_tingling_that_was_always_there_is_no_news(care):
    for days in (6, 5, 3, 2, 0):
        await check_in_days_ago(care, days, body_map=[TINGLING])
    assert await alerts(care) == []


async def test_a_map_full_of_news_is_told_whole_and_once(care):
    regions = sorted(load().vocabulary("en").codes("regions"))[:FULL]
    drawn = [NECK | {"region": region, "side": "both", "tingling": True} for region in regions]
    await usual_maps(care, drawn[0] | {"tingling": False})
    await check_in_days_ago(care, 1, body_map=drawn)
    with asked(care.sessions.engine.sync_engine) as seen:
        await check_in_days_ago(care, 0, body_map=drawn)
    assert len(seen) <= 25
    (alert,) = await alerts(care)
    # Both sides of each tingle; all but the first place are new.
    assert len(alert["evidence"]) == 2 * (2 * len(regions) - 1)
    assert len(alert["evidence"]) > MOST_EVIDENCE
    await acknowledge(care, alert)
    await check_in_days_ago(care, 0, body_map=drawn)
    assert await alerts(care) == []


async def test_a_replay_tells_nothing_anew(care):
    await draw_before(care, TINGLING)
    await check_in_days_ago(care, 0, body_map=[TINGLING])
    (alert,) = await alerts(care)
    await acknowledge(care, alert)
    await check_in_days_ago(care, 0, body_map=[TINGLING])
    assert await alerts(care) == []


async def test_what_is_long_past_is_no_news(care):
    await usual_maps(care, NECK, last=22)
    for days in (8, 7):
        await check_in_days_ago(care, days, body_map=[TINGLING])
    assert await alerts(care) == []
    await check_in_days_ago(care, 6, body_map=[TINGLING])
    assert [each["kind"] for each in await alerts(care)] == ["spread"]


async def test_a_check_in_and_its_mark_are_stored_together_or_not_at_all(care, database_url):
    await draw_before(care, TINGLING)
    before = len(await care.rows(select(CheckIn)))
    kind = database_url.partition(":")[0]
    await run_sql(care, *(each.format(table="alert_looks") for each in BROKEN[kind]))
    assert (await care.check_in(nth(0), body_map=[TINGLING])).status_code == 500
    assert len(await care.rows(select(CheckIn))) == before
    await run_sql(care, MENDED[kind].format(table="alert_looks"))
    await check_in_days_ago(care, 0, body_map=[TINGLING])
    assert [each["kind"] for each in await alerts(care)] == ["spread"]
