"""What a brief says of the plan: what hurts, what is skipped and why, what was changed."""

from tests.acting.care import body_of
from tests.acting.pasts import TODAY, ago, pain, rate, store_check_ins
from tests.acting.reviews import brief


async def test_an_exercise_that_hurts_is_flagged_and_asked_about_first(care):
    item = await care.prescribe("10:00", schedule={"start_on": ago(10).isoformat()})
    await rate(care, item, ago(8), [(2, 3), (2, 3), (2, 3), (3, 3), (2, 3)])
    found = await brief(care)
    assert found["exercise_effects"] == [
        {
            "prescription_id": item["id"],
            "exercise": "chin-tuck",
            "name": "Chin tuck",
            "n": 5,
            "median": 1.0,
            "flagged": True,
            "why": "median_rise",
            "why_on": ago(4).isoformat(),
            "times": 4,
            "after": 3,
            "reason": None,
        }
    ]
    assert found["questions"][0] == {
        "rule": "exercise_effect",
        "text": "Pain usually rose with Chin tuck (4 of 5 times). How does it feel while doing it?",
        "from_on": ago(8).isoformat(),
        "on": ago(4).isoformat(),
    }
    assert found["adherence"]["items"][0]["done"] == 5


async def test_what_the_plan_changed_since_is_told(care):
    item = await care.prescribe("10:00")
    await care.edit(item, dose={"sets": 3, "reps": 12})
    care.advance(minutes=1)
    await care.act_on(item, "stop", {"reason": "done with it"})
    told = (await brief(care))["plan_changes"]
    assert [(each["kind"], each["version"]) for each in told] == [
        ("stopped", 2),
        ("changed", 2),
        ("new", 1),
    ]
    assert {each["prescription_id"] for each in told} == {item["id"]}
    assert {"sets", "reps"} & {each["field"] for each in told[1]["changes"]}


async def test_an_edit_is_told_with_pain_before_and_after_it(care):
    await store_check_ins(care, ago(7), pain(*[6] * 7))
    item = await care.prescribe("10:00")
    (new,) = (await brief(care))["plan_changes"]
    assert (new["pain_before"], new["pain_after"], new["reason"]) == (6, None, "insufficient_data")
    await store_check_ins(care, TODAY, pain(3, None, 4, 3, 3))
    care.move(2026, 3, 7, 8)
    care.sign_in_again()
    (new,) = (await brief(care))["plan_changes"]
    assert (new["prescription_id"], new["effective_on"]) == (item["id"], TODAY.isoformat())
    assert (new["pain_before"], new["pain_after"], new["reason"]) == (6, 3.2, None)


async def test_what_is_skipped_most_comes_with_the_clients_own_words(care):
    care.move(2026, 3, 2, 12)
    start = {"start_on": ago(9).isoformat()}
    often = await care.prescribe("08:00", exercise="cat-cow", schedule=start)
    seldom = await care.prescribe("10:00", schedule=start)
    for days in range(6):
        at = f"{ago(days)}T09:00:00Z"
        words = {"reason": "no_time", "recorded_at": at}
        if days != 2:
            words["note"] = f"Late for work {days}."
        body_of(await care.log(often, ago(days).isoformat(), "08:00", "skipped", **words), 201)
        said = {"note": "Went well.", "recorded_at": at}
        body_of(await care.log(seldom, ago(days).isoformat(), "10:00", **said), 201)
    found = await brief(care)
    assert found["adherence"]["most_skipped"]["prescription_id"] == often["id"]
    assert found["why_skipped"] == [
        {
            "on": ago(days).isoformat(),
            "slot": "08:00",
            "reason": "no_time",
            "reason_name": "I had no time",
            "note": f"Late for work {days}.",
        }
        for days in (0, 1, 3)
    ]
