"""Alerts that check-ins give reason for: at once, with their evidence, and each thing once."""

from asyncio import gather

import pytest

from api.platform.db import transaction
from api.safety.alerts import open_alert
from tests.acting.alerting import acknowledge, check_in_days_ago, figures, nth, of_kind
from tests.acting.care import Care, body_of
from tests.acting.pasts import ago, episode, pain, session_on, store_check_ins
from tests.acting.safety import alerts, stored_alerts
from tests.statements import asked, selects


async def test_a_flare_opens_one_alert_with_its_evidence(care):
    await store_check_ins(care, ago(16), pain(*[2] * 14))
    await check_in_days_ago(care, 2, pain_average=3)
    await check_in_days_ago(care, 1, pain_average=5)
    assert await of_kind(care, "flare") == []
    await check_in_days_ago(care, 0, pain_average=7)
    (alert,) = await of_kind(care, "flare")
    assert alert["level"] is None
    (told,) = alert["evidence"]
    assert figures(told) == {
        "code": "above_weeks_before",
        "from": nth(1),
        "on": nth(0),
        "peak": 7,
        "usual": 2.1,
        "absolute": 3.9,
        "percent": 190.3,
    }
    assert told["definition_version"] == "3"


async def test_the_same_flare_is_told_once_and_not_reopened(care):
    await store_check_ins(care, ago(18), pain(*[2] * 14))
    for days in (4, 3, 2, 1):
        await check_in_days_ago(care, days, pain_average=6)
    (alert,) = await of_kind(care, "flare")
    assert len(alert["evidence"]) == 1
    await acknowledge(care, alert)
    await check_in_days_ago(care, 0, pain_average=6)
    assert await of_kind(care, "flare") == []


async def told_as_spikes(care: Care, first: int, last: int) -> None:
    """Tell of spikes on these days ago, as definition version 2 did."""
    evidence = {
        "at": care.clock.at.isoformat(),
        "definition_version": "2",
        "code": "days_running",
        "from_on": nth(first),
        "on": nth(last),
        "days": 3,
        "peak": 7,
        **dict.fromkeys(("absolute", "percent", "region", "side")),
    }
    async with transaction(care.sessions) as session:
        await open_alert(session, care.ana.id, "spikes", [evidence], care.clock.at)


async def test_what_was_told_as_spikes_is_not_told_again_as_a_flare(care):
    await store_check_ins(care, ago(17), pain(*[2] * 14, 6, 6, 6))
    await told_as_spikes(care, 3, 1)
    await check_in_days_ago(care, 0, pain_average=6)
    (alert,) = await alerts(care)
    assert (alert["kind"], alert["evidence"][0]["definition_version"]) == ("spikes", "2")


async def test_a_flare_after_what_was_told_as_spikes_is_told(care):
    await store_check_ins(care, ago(30), pain(*[2] * 14, 6, 6, 6, *[2] * 12))
    await told_as_spikes(care, 16, 14)
    await check_in_days_ago(care, 1, pain_average=8)
    await check_in_days_ago(care, 0, pain_average=8)
    kinds = {alert["kind"]: alert["evidence"] for alert in await alerts(care)}
    assert {"spikes", "flare"} <= kinds.keys()
    assert [each["definition_version"] for each in kinds["flare"]] == ["3"]


async def test_what_joins_an_older_alert_leaves_the_version_of_what_was_told(care):
    await store_check_ins(care, ago(21), pain(*[3] * 14, *[6] * 6))
    old = {"code": "meaningful_worsening", "from_on": nth(60), "on": nth(50)}
    old |= {"at": None, "definition_version": "2", "region": None, "side": None}
    async with transaction(care.sessions) as session:
        await open_alert(session, care.ana.id, "worsening", [old], care.clock.at)
    for days in (1, 0):
        await check_in_days_ago(care, days, pain_average=6)
    (alert,) = await of_kind(care, "worsening")
    told = [(each["definition_version"], each["code"]) for each in alert["evidence"]]
    assert told == [("2", "meaningful_worsening"), ("3", "above_weeks_before")]


async def test_another_flare_opens_another_alert(care):
    await store_check_ins(care, ago(24), pain(*[2] * 14))
    for days in (10, 9):
        await check_in_days_ago(care, days, pain_average=7)
    # They are of more than a week ago: nothing is told of them any more.
    assert await of_kind(care, "flare") == []
    for days in (6, 5):
        await check_in_days_ago(care, days, pain_average=7)
    (first,) = await of_kind(care, "flare")
    await acknowledge(care, first)
    for days in (4, 3, 2):
        await check_in_days_ago(care, days, pain_average=1)
    for days in (1, 0):
        await check_in_days_ago(care, days, pain_average=9)
    (second,) = await of_kind(care, "flare")
    assert second["id"] != first["id"]
    assert [each["from"] for each in second["evidence"]] == [nth(1)]


async def test_what_arrives_out_of_order_tells_the_same(care):
    await store_check_ins(care, ago(16), pain(*[2] * 14))
    for days in (0, 2, 1):
        await check_in_days_ago(care, days, pain_average=6)
    (alert,) = await of_kind(care, "flare")
    # Told of the last day and the one before yesterday, the last three; then it is the same.
    assert [(each["from"], each["on"]) for each in alert["evidence"]] == [(nth(2), nth(0))]


async def test_phones_that_tell_at_once_open_one_alert(care):
    await store_check_ins(care, ago(16), pain(*[2] * 14))
    await gather(*(check_in_days_ago(care, days, pain_average=6) for days in (0, 1, 2, 0, 1, 2)))
    (alert,) = await of_kind(care, "flare")
    assert len(alert["evidence"]) == 1


async def test_a_step_up_is_told_as_a_worsening_once_with_its_figures(care):
    await store_check_ins(care, ago(21), pain(*[3] * 14))
    for days in (7, 6, 5, 4, 3, 2):
        await check_in_days_ago(care, days, pain_average=6)
    assert await of_kind(care, "worsening") == []
    for days in (1, 0):
        await check_in_days_ago(care, days, pain_average=6)
    # The last twelve days, five of them at 3 and seven at 6, beside the nine before.
    (alert,) = await of_kind(care, "worsening")
    assert [figures(each) for each in alert["evidence"]] == [
        {
            "code": "above_weeks_before",
            "from": nth(12),
            "on": nth(1),
            "usual": 3.0,
            "absolute": 1.8,
            "percent": 58.3,
        }
    ]


async def test_pain_of_ten_all_week_is_severe_and_told_once(care):
    for days in range(6, -1, -1):
        await check_in_days_ago(care, days, pain_average=10)
    (alert,) = await alerts(care)
    assert alert["kind"] == "severe"
    assert [figures(each) for each in alert["evidence"]] == [
        {
            "code": "high_or_hard_to_bear",
            "from": nth(6),
            "on": nth(5),
            "days": 2,
            "peak": 10,
        }
    ]


@pytest.mark.parametrize(("impact", "kinds"), [(True, ["severe"]), (False, [])])
async def test_pain_that_was_hard_to_bear_weighs_more(care, impact: bool, kinds: list[str]):
    for days in (5, 4, 3, 2, 1, 0):
        await check_in_days_ago(care, days, pain_average=7, impact=impact)
    assert [alert["kind"] for alert in await alerts(care)] == kinds


async def test_of_a_client_without_pain_nothing_is_told(care):
    await episode(care, ago(20))
    await session_on(care, ago(13))
    await session_on(care, ago(8))
    await store_check_ins(care, ago(20), pain(1, 1, 1, 1, 1, 1, 0, *[0] * 13))
    await check_in_days_ago(care, 0, pain_average=0)
    assert [each for each in await alerts(care) if each["kind"] != "not_responding"] == []


async def test_two_sessions_without_response_are_told_two_weeks_after_the_second(care):
    await episode(care, ago(26))
    await session_on(care, ago(18))
    await session_on(care, ago(14))
    await store_check_ins(care, ago(26), pain(*[6] * 26))
    await check_in_days_ago(care, 0, pain_average=6)
    (alert,) = await alerts(care)
    assert alert["kind"] == "not_responding"
    assert figures(alert["evidence"][0]) == {
        "code": "after_two_sessions",
        "from": nth(14),
        "on": nth(0),
        "absolute": 0.0,
        "percent": 0.0,
    }


async def test_two_sessions_are_not_judged_before_that(care):
    await episode(care, ago(26))
    await session_on(care, ago(18))
    await session_on(care, ago(13))
    await store_check_ins(care, ago(26), pain(*[6] * 26))
    await check_in_days_ago(care, 0, pain_average=6)
    assert await alerts(care) == []


async def test_soreness_after_a_session_of_no_episode_is_no_alarm(care):
    await store_check_ins(care, ago(16), pain(*[2] * 14))
    await session_on(care, ago(3))
    for days in (2, 1, 0):
        await check_in_days_ago(care, days, pain_average=6)
    assert await of_kind(care, "flare") == []


async def test_what_a_discharged_client_tells_waits_for_nobody(care):
    await store_check_ins(care, ago(16), pain(*[2] * 14))
    body_of(await care.ben.post(f"/v1/clients/{care.ana.id}/discharge", {"reason": "completed"}))
    for days in (2, 1, 0):
        await check_in_days_ago(care, days, pain_average=6)
    assert await stored_alerts(care) == []


async def test_a_calm_check_in_tells_nothing(care):
    await store_check_ins(care, ago(20), pain(*[3] * 20))
    await check_in_days_ago(care, 0, pain_average=4, body_map=[])
    assert await alerts(care) == []


async def test_alerts_come_with_the_gravest_kind_first(care):
    tingling = {"region": "neck", "side": "left", "role": "source", "tingling": True}
    calm = [tingling | {"tingling": False}]
    past = [each and each | {"body_map": calm} for each in pain(*[2] * 14)]
    await store_check_ins(care, ago(30), past[:7])
    await store_check_ins(care, ago(16), past)
    await check_in_days_ago(care, 1, body_map=[tingling], pain_average=6)
    await check_in_days_ago(care, 0, body_map=[tingling], pain_average=6)
    for days in (1, 2):
        await check_in_days_ago(care, days, pain_average=6)
    assert [each["kind"] for each in await alerts(care)] == ["flare", "spread"]


@pytest.mark.parametrize("days", [20, 200])
async def test_a_check_in_takes_as_few_queries_whatever_the_history(care, days: int):
    await episode(care, ago(days))
    await store_check_ins(care, ago(days), pain(*[3] * days))
    with asked(care.sessions.engine.sync_engine) as seen:
        await check_in_days_ago(care, 0, pain_average=3)
    assert len(selects(seen)) <= 12, selects(seen)
