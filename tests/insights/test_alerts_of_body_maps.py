"""Alerts that body maps give reason for: a new place, and tingling where there was none."""

from sqlalchemy import select

from api.library import load
from api.safety.alerts import MOST_EVIDENCE
from api.tables import CheckIn
from tests.acting.alerting import acknowledge, check_in_days_ago, figures, nth
from tests.acting.broken import BROKEN, MENDED, run_sql
from tests.acting.safety import alerts
from tests.statements import asked

FULL = 30


async def test_pain_in_a_new_place_and_tingling_are_told(care):
    neck = {"region": "neck", "side": "left", "role": "source", "tingling": False}
    await check_in_days_ago(care, 2, body_map=[neck])
    assert await alerts(care) == []
    await check_in_days_ago(care, 1, body_map=[neck, neck | {"region": "hip", "side": "both"}])
    (alert,) = await alerts(care)
    assert alert["kind"] == "spread"
    assert [figures(each) for each in alert["evidence"]] == [
        {"code": "new_place", "from": nth(1), "on": nth(1), "region": "hip", "side": side}
        for side in ("left", "right")
    ]
    await check_in_days_ago(care, 0, body_map=[neck | {"tingling": True}])
    (alert,) = await alerts(care)
    assert figures(alert["evidence"][-1]) == {
        "code": "new_tingling",
        "from": nth(0),
        "on": nth(0),
        "region": "neck",
        "side": "left",
    }


async def test_a_map_that_comes_late_tells_what_is_new_after_it(care):
    neck = {"region": "neck", "side": "left", "role": "source", "tingling": False}
    await check_in_days_ago(care, 1, body_map=[neck, neck | {"region": "hip"}])
    assert await alerts(care) == []
    await check_in_days_ago(care, 2, body_map=[neck])
    (alert,) = await alerts(care)
    assert [figures(each)["on"] for each in alert["evidence"]] == [nth(1)]


async def test_a_map_full_of_news_is_told_whole_and_once(care):
    regions = sorted(load().vocabulary("en").codes("regions"))[:FULL]
    drawn = [
        {"region": region, "side": "both", "role": "source", "tingling": True} for region in regions
    ]
    await check_in_days_ago(care, 1, body_map=[drawn[0] | {"tingling": False}])
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
    tingling = {"region": "neck", "side": "left", "role": "source", "tingling": True}
    await check_in_days_ago(care, 0, body_map=[tingling])
    (alert,) = await alerts(care)
    await acknowledge(care, alert)
    await check_in_days_ago(care, 0, body_map=[tingling])
    assert await alerts(care) == []


async def test_what_is_long_past_is_no_news(care):
    tingling = {"region": "neck", "side": "left", "role": "source", "tingling": True}
    await check_in_days_ago(care, 7, body_map=[tingling])
    assert await alerts(care) == []
    await check_in_days_ago(care, 6, body_map=[tingling | {"region": "hip"}])
    assert [each["kind"] for each in await alerts(care)] == ["spread"]


async def test_a_check_in_and_its_mark_are_stored_together_or_not_at_all(care, database_url):
    tingling = {"region": "neck", "side": "left", "role": "source", "tingling": True}
    kind = database_url.partition(":")[0]
    await run_sql(care, *(each.format(table="alert_looks") for each in BROKEN[kind]))
    assert (await care.check_in(nth(0), body_map=[tingling])).status_code == 500
    assert await care.rows(select(CheckIn)) == []
    await run_sql(care, MENDED[kind].format(table="alert_looks"))
    await check_in_days_ago(care, 0, body_map=[tingling])
    assert [each["kind"] for each in await alerts(care)] == ["spread"]
