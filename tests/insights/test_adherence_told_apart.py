"""Beside the percentage: whose excuses there were, what the mix of exercises did, and habits."""

from tests.acting.care import Care, Json, body_of, on
from tests.insights.test_adherence import adherence, log_days

TWO_WEEKS = {"from": on(3, 2), "to": on(3, 15)}


async def excuse(care: Care, who: str, day: int) -> None:
    path = {"ana": "/v1/me/excused", "ben": f"/v1/clients/{care.ana.id}/excused"}[who]
    period = {"from": on(3, day), "to": on(3, day), "reason": "sick"}
    body_of(await getattr(care, who).post(path, period), 201)


async def in_caseload(care: Care) -> Json:
    rows = body_of(await care.ben.get("/v1/caseload"))["items"]
    return next(row["adherence"] for row in rows if row["client"]["id"] == str(care.ana.id))


async def test_a_band_is_withheld_from_who_excused_herself_from_more_than_half(care):
    item = await care.prescribe("10:00")
    await log_days(care, item, "10:00", "done", "done", "done", "excused", "excused")
    await excuse(care, "ana", 7)
    care.move(2026, 3, 8, 8)
    counts = {"due": 3, "credit": 3.0, "percent": 100.0, "band": "high", "reason": None}
    counts |= {"excused": 3, "self_excused": 3, "mostly_excused": False}
    found = await adherence(care)
    assert found["overall"] == counts
    await excuse(care, "ana", 8)
    care.move(2026, 3, 8, 12)
    counts |= {"band": None, "excused": 4, "self_excused": 4, "mostly_excused": True}
    found = await adherence(care)
    assert found["overall"] == await in_caseload(care) == counts
    assert found["weeks"][-1] == counts | {"monday": on(3, 2)}
    names = ("band", "excused", "self_excused", "mostly_excused")
    assert [found["items"][0][name] for name in names] == [None, 4, 4, True]
    brief = body_of(await care.ben.get(f"/v1/clients/{care.ana.id}/brief"))
    assert brief["adherence"]["overall"] == counts


async def test_what_her_therapist_excused_stands_apart_and_withholds_nothing(care):
    item = await care.prescribe("10:00")
    for day in (5, 6, 7, 8):
        await excuse(care, "ben", day)
    await log_days(care, item, "10:00", "done", "done", "done", "excused")
    care.move(2026, 3, 8, 12)
    overall = (await adherence(care))["overall"]
    assert overall["band"] == "high"
    assert (overall["excused"], overall["self_excused"]) == (4, 0)
    assert overall == await in_caseload(care)


async def test_a_rise_that_only_an_easy_new_item_made_is_told_apart(care):
    hard = await care.prescribe("10:00")
    care.move(2026, 3, 8, 12)
    easy = await care.prescribe(
        "12:00", exercise="belly-breathing", schedule={"start_on": on(3, 9)}
    )
    care.move(2026, 3, 2, 8)
    await log_days(care, hard, "10:00", "done", "done", *[None] * 5, "done", "done")
    for day in range(9, 16):
        care.move(2026, 3, day, 20)
        body_of(await care.log(easy, on(3, day), "12:00"), 201)
    care.move(2026, 3, 16, 9)
    found = await adherence(care, **TWO_WEEKS)
    assert [week["percent"] for week in found["weeks"]] == [28.6, 64.3]
    assert found["week_changes"] == [
        {
            "monday": on(3, 9),
            "same_items": 1,
            "before": 28.6,
            "percent": 28.6,
            "mix_changed": True,
            "only_by_mix": True,
        }
    ]


async def test_habits_have_a_most_skipped_of_their_own(care):
    await care.prescribe("10:00")
    habit = await care.prescribe(exercise="hydration", schedule={"start_on": on(3, 2)})
    reason = ("skipped", {"reason": "forgot"})
    await log_days(care, habit, "day", "done", reason, reason, None, "done", "done")
    care.move(2026, 3, 8, 8)
    found = await adherence(care, **{"from": on(3, 2), "to": on(3, 8)})
    assert found["most_skipped_habit"] == {
        "prescription_id": habit["id"],
        "missed": 3,
        "skipped": 2,
        "unlogged": 1,
        "due": 6,
        "reason_code": "forgot",
    }
    assert found["most_skipped"]["prescription_id"] != habit["id"]
    assert found["most_skipped"]["unlogged"] == found["most_skipped"]["missed"] == 6
