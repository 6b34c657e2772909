"""One page before a session: its figures, what it says when there is little, and its reading."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from api.tables import BriefRead
from tests.acting.care import body_of, problem, refusals
from tests.acting.pasts import TODAY, ago, episode, pain, rate, session_on, store_check_ins
from tests.acting.reviews import brief
from tests.statements import asked, selects

MOST_QUERIES = 10
BEFORE = pain(6, 7, 6, None, 7, 6, 7)
AFTER = pain(4, None, 5, 4, None, 4, 5)
EXPECTED = (
    "baseline",
    "change",
    "slope",
    "spikes",
    "best_and_worst",
    "high_pain",
    "sleep_pain",
    "stress_pain",
)


def figures(found: Any) -> list[Any]:
    """Return every number of a brief that is not a count of days or entries."""
    counts = {"days", "logged", "due", "n", "span_days", "longest_gap", "used", "duration_min"}
    if isinstance(found, dict):
        return [x for key, each in found.items() if key not in counts for x in figures(each)]
    if isinstance(found, list):
        return [x for each in found for x in figures(each)]
    return [found] if isinstance(found, int | float) and not isinstance(found, bool) else []


async def test_a_new_clients_brief_says_what_will_appear_and_when_and_no_number(care):
    found = await brief(care)
    pain_found = found["pain"]
    assert pain_found["baseline"] == {
        "kind": None,
        "mean": None,
        "logged": 0,
        "due": 0,
        "reason": "insufficient_data",
    }
    assert pain_found["change"]["reason"] == "no_baseline"
    assert found["responder"]["reason"] == found["since_last_session"]["reason"] == "no_session"
    assert found["adherence"]["overall"]["reason"] == "nothing_due"
    assert (found["episode"], found["last_appointment"], found["read_at"]) == (None, None, None)
    assert (found["client"]["days_silent"], found["questions"]) == (None, [])
    told = {name: found[name] for name in ("pain", "responder", "associations", "medicine")}
    assert figures(told) == []
    expected = {each["figure"]: each["on"] for each in found["expected"]}
    assert tuple(expected) == EXPECTED
    assert expected["baseline"] == (TODAY + timedelta(days=4)).isoformat()
    assert expected["change"] == (TODAY + timedelta(days=11)).isoformat()
    assert expected["slope"] == (TODAY + timedelta(days=14)).isoformat()


async def test_what_is_expected_comes_when_it_was_said(care):
    """With a check-in on every date, each figure is there on its date and not the day before."""
    said = {
        each["figure"]: date.fromisoformat(each["on"]) for each in (await brief(care))["expected"]
    }
    whole = [
        {"pain_average": n % 5, "pain_worst": n % 6, "sleep_quality": n % 4, "stress": n % 3}
        for n in range(40)
    ]
    await store_check_ins(care, TODAY + timedelta(days=1), whole)
    for figure, on in said.items():
        for days, is_there in ((1, False), (0, True)):
            as_of = on - timedelta(days=days)
            care.move(*as_of.timetuple()[:3], 20)
            missing = [each["figure"] for each in (await brief(care, as_of))["expected"]]
            assert (figure not in missing) == is_there, (figure, as_of)


async def test_a_meaningful_improvement_since_the_week_before_the_first_session(care):
    await episode(care, ago(60))
    await store_check_ins(care, ago(67), BEFORE)
    await session_on(care, ago(60))
    await store_check_ins(care, ago(6), AFTER)
    found = (await brief(care))["pain"]
    assert found["baseline"] == {
        "kind": "before_first_session",
        "mean": 6.5,
        "logged": 6,
        "due": 7,
        "reason": None,
    }
    assert found["current"] == {"mean": 4.4, "logged": 5, "due": 7, "reason": None}
    assert found["change"] == {
        "absolute": -2.1,
        # The swing is 0.894: sqrt((7 * 1.44 + 1.5 + 1.2) / (7 + 5 + 4)).
        "low": -3.72,
        "high": -0.48,
        "percent": -32.3,
        "category": "meaningful_improvement",
        "is_noticeable": True,
        "is_beyond_swing": True,
        "reason": None,
    }


async def test_worst_pain_high_pain_and_how_much_was_logged_stand_beside_the_change(care):
    await episode(care, ago(60))
    await session_on(care, ago(40))
    worst = [{"pain_average": 5, "pain_worst": value} for value in (8, 7, 6, 9, 7, 6, 6)]
    await store_check_ins(care, ago(47), worst)
    await store_check_ins(care, ago(34), pain(*[5] * 28))
    lately = [{"pain_average": 2, "pain_worst": value} for value in (7, 3, 4, 4)]
    await store_check_ins(care, ago(6), lately)
    found = (await brief(care))["pain"]
    assert found["worst_pain"] == {
        "baseline": {"mean": 7.0, "logged": 7, "due": 7, "reason": None},
        "current": {"mean": 4.5, "logged": 4, "due": 7, "reason": None},
        "absolute": -2.5,
        "reason": None,
    }
    assert found["high_pain"] == {
        "baseline": {"days": 4, "logged": 7, "percent": 57.1, "reason": None},
        "current": {"days": 1, "logged": 4, "percent": 25.0, "reason": None},
    }
    # Today is not over, and not due yet.
    assert found["logged"] == {
        "logged": 4,
        "due": 6,
        "usual_percent": 100.0,
        "is_fewer": True,
        "reason": None,
    }


async def test_a_flare_up_stands_out_with_its_peak_and_becomes_a_question(care):
    values = (3, 4, 3, None, 4, 3, 4, 3, 4, 6, 7, None, 6, 4, 3, 3, 5, 3)
    entries = pain(*values)
    for n in (9, 10, 12):
        entries[n] = {"pain_average": values[n], "impact": True}
    await store_check_ins(care, ago(17), entries)
    await session_on(care, ago(9))
    found = await brief(care)
    spikes = [ago(17 - n).isoformat() for n in (9, 10, 12)]
    assert found["pain"]["spikes"] == spikes
    # The first two are within three days after the session, though it is of no episode.
    assert found["pain"]["soreness_on"] == spikes[:2]
    assert found["pain"]["flares"] == [
        {"start_on": spikes[0], "end_on": spikes[2], "logged": 3, "peak": 7}
    ]
    assert [each["rule"] for each in found["questions"]] == ["flare_up"]
    assert "from 22 February to 25 February" in found["questions"][0]["text"]


async def test_sleep_that_goes_with_pain_is_said_in_the_readers_language(care):
    sleep = (7, 4, 8, 5, 3, 6, 9, None, 4, 7, 6, 3, 8, 5, 6, 4, 7, 5)
    hurt = (4, 6, 5, 5, 7, 4, 3, 5, 5, 5, 4, None, 4, 6, 3, 7, 5, 4)
    await store_check_ins(
        care,
        ago(17),
        [
            {"sleep_quality": one, "pain_average": other}
            for one, other in zip(sleep, hurt, strict=True)
        ],
    )
    found = (await brief(care))["associations"][0]
    assert (found["n"], found["rho"], found["claim"]) == (16, -0.639, True)
    assert (found["low"], found["high"]) == (-0.875, -0.158)
    assert found["text"].endswith("pain tended to be lower (16 days). This does not show cause.")
    spanish = (await brief(care, language="es"))["associations"][0]
    assert spanish["text"].endswith("Esto no demuestra una causa.")


async def test_a_past_day_is_seen_as_it_was(care):
    await store_check_ins(care, ago(20), pain(*[6] * 7))
    await store_check_ins(care, ago(6), pain(*[3] * 7))
    then, now = await brief(care, ago(10)), await brief(care)
    assert then["as_of"] == ago(10).isoformat()
    assert then["pain"]["change"]["absolute"] is None
    assert now["pain"]["change"]["absolute"] == -3.0
    assert then["series"]["dates"][-1] == ago(10).isoformat()


async def test_tomorrow_has_no_brief_yet(care):
    tomorrow = (TODAY + timedelta(days=1)).isoformat()
    path = f"/v1/clients/{care.ana.id}/brief"
    answer = await care.ben.get(path, params={"as_of": tomorrow})
    assert refusals(answer) == [("/query/as_of", "in_the_future")]
    answer = await care.ben.post(f"{path}/read", {"as_of": tomorrow})
    assert refusals(answer) == [("/as_of", "in_the_future")]


async def test_her_date_counts_and_not_the_servers(care):
    care.move(2026, 3, 2, 23, 30)
    assert (await brief(care))["as_of"] == "2026-03-03"


async def test_what_was_read_is_kept_as_it_was_shown(care):
    await store_check_ins(care, ago(17), pain(*[6] * 18))
    before = await brief(care)
    read = body_of(await care.ben.post(f"/v1/clients/{care.ana.id}/brief/read"), 201)
    assert read["as_of"] == TODAY.isoformat()
    (row,) = await care.rows(select(BriefRead))
    assert (row.therapist_id, row.snapshot) == (care.ben.id, before)
    assert (await brief(care))["read_at"] == read["read_at"]
    # She sees that it was.
    assert body_of(await care.ana.get("/v1/me/trends"))["read_at"] == read["read_at"]


async def test_appointments_and_sessions_are_numbered_within_the_episode(care):
    begun = await episode(care, ago(30))
    for days in (40, 28, 14):
        last = await session_on(care, ago(days))
    to_come = await session_on(care, ago(-3), "planned")
    found = await brief(care)
    assert (found["episode"]["id"], found["episode"]["sessions_held"]) == (begun["id"], 2)
    assert (found["last_appointment"]["id"], found["last_appointment"]["session"]) == (
        last["id"],
        2,
    )
    assert found["next_appointment"]["id"] == to_come["id"]


@pytest.mark.parametrize("days", [1, 200])
async def test_it_takes_as_few_queries_whatever_the_history(care, days: int):
    await episode(care, ago(days))
    await session_on(care, ago(days))
    items = [await care.prescribe("10:00"), await care.prescribe("12:00", exercise="cat-cow")]
    await rate(care, items[0], ago(days), [(2, 2)] * min(days, 80))
    whole = [{"pain_average": n % 5, "sleep_quality": n % 4, "stress": n % 3} for n in range(days)]
    await store_check_ins(care, ago(days), whole)
    with asked(care.sessions.engine.sync_engine) as seen:
        await brief(care)
    assert len(selects(seen)) <= MOST_QUERIES, selects(seen)


async def test_someone_elses_brief_is_not_found(care):
    path = f"/v1/clients/{care.ana.id}/brief"
    assert problem(await care.cast.dora.get(path))[0] == 404
    assert problem(await care.cast.dora.post(f"{path}/read"))[0] == 404


async def test_it_says_which_texts_no_clinician_has_signed(care):
    found = await brief(care)
    assert (found["drafts"], found["why_skipped"]) == (["safety_texts", "insight_texts"], [])
