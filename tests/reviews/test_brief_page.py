"""The rest of the page: sessions, weeks and the client's own words; nothing is missing at first."""

from datetime import date

import pytest

from api.platform.db import transaction
from api.tables import WeeklyCheckIn
from tests.acting.care import Care, Json, body_of
from tests.acting.pasts import (
    TODAY,
    ago,
    episode,
    evening,
    session_on,
    store_check_ins,
    uploaded,
)
from tests.acting.reviews import FINDING, brief, feedback, noted, turned
from tests.diary.test_weekly_check_ins import answer
from tests.plan.test_goals import set_goal

NAMES = {
    "region_name": "Neck",
    "side_name": "Left",
    "root_cause_name": "Trigger points",
    "referred_to": [{"code": "head", "name": "Head"}],
}
MONDAY = TODAY.isoformat()


async def store_weeks(care: Care, *weeks: Json) -> None:
    """Store weekly check-ins, the last of them of this week."""
    async with transaction(care.sessions) as session:
        for n, answers in enumerate(reversed(weeks)):
            on = ago(7 * n)
            usual = dict.fromkeys(WeeklyCheckIn.said) | answers
            session.add(
                WeeklyCheckIn(
                    created_at=evening(on),
                    client_id=care.ana.id,
                    monday=on,
                    answered=True,
                    **uploaded(on),
                    **usual,
                )
            )


async def set_goal_on(care: Care, on: date) -> Json:
    """Have a goal set on a date."""
    care.move(*on.timetuple()[:3], 8)
    return await set_goal(care)


async def test_a_first_brief_has_every_part_with_nothing_in_it_and_reasons(care):
    found = await brief(care)
    assert (found["prescribed"], found["range_of_motion"]) == ([], [])
    assert found["last_session"] == {
        "id": None,
        "on": None,
        "findings": [],
        "note": None,
        "reason": "no_session",
    }
    assert found["weekly"]["weeks"] == []
    assert {each["reason"] for each in found["weekly"]["changes"]} == {"insufficient_data"}
    assert found["told"] == {
        "since_on": ago(27).isoformat(),
        "notes": [],
        "more": 0,
        "feedback": None,
    }
    cautions = found["cautions"]
    assert (cautions["told_at"], cautions["reason"]) == (None, "no_intake")
    assert (cautions["contraindications"], cautions["clearances"]) == ([], [])
    assert (cautions["conflicts"], found["stops"]) == ([], {"events": [], "more": 0})


async def test_the_last_findings_have_names_and_the_therapists_own_note(care):
    await episode(care, ago(20))
    await noted(care, ago(14), findings=[], note="Earlier.")
    last = await noted(care, ago(7), findings=[FINDING], note="Begin on the right.")
    assert (await brief(care))["last_session"] == {
        "id": last["id"],
        "on": ago(7).isoformat(),
        "findings": [FINDING | NAMES],
        "note": "Begin on the right.",
        "reason": None,
    }


async def test_how_far_joints_move_is_told_session_by_session(care):
    await episode(care, ago(20))
    await noted(care, ago(30), rom=[turned(20)])
    await noted(care, ago(14), rom=[turned(45), turned(60, "right")])
    await noted(care, ago(7), rom=[turned(62)])
    await session_on(care, ago(3))
    left, right = (await brief(care))["range_of_motion"]
    assert (left["joint_name"], left["movement_name"], left["side_name"]) == (
        "Neck",
        "Turning",
        "Left",
    )
    assert left["measured"] == [
        {"on": ago(14).isoformat(), "degrees": 45},
        {"on": ago(7).isoformat(), "degrees": 62},
    ]
    assert (left["first"], left["last"], left["difference"], left["reason"]) == (45, 62, 17, None)
    assert (right["first"], right["difference"], right["reason"]) == (60, None, "insufficient_data")


async def test_weekly_answers_stand_with_their_change_since_the_episode_began(care):
    await episode(care, ago(15))
    weeks = [{"energy": n, "overall_change": 2 if n > 3 else None} for n in range(5)]
    await store_weeks(care, *weeks)
    found = (await brief(care))["weekly"]
    assert found["since_on"] == ago(15).isoformat()
    assert [each["energy"] for each in found["weeks"]] == [4, 3, 2, 1]
    assert found["weeks"][0]["overall_change_name"] == "Clearly better"
    changes = {each["item"]: each for each in found["changes"]}
    energy = changes["energy"]
    assert (energy["first"], energy["last"], energy["difference"]) == (1, 4, 3)
    assert (energy["first_monday"], energy["last_monday"]) == (ago(21).isoformat(), MONDAY)
    assert energy["name"].startswith("How much energy")
    one = changes["overall_change"]
    assert (one["first"], one["difference"], one["reason"]) == (2, None, "insufficient_data")
    assert changes["days_in_bed"]["first"] is None


@pytest.mark.parametrize(("told_on", "known_from"), [(4, 4), (1, 1), (-1, 1)])
async def test_a_week_counts_from_when_it_was_told_or_over(care, told_on: int, known_from: int):
    goal = await set_goal_on(care, ago(20))
    care.move(*ago(told_on).timetuple()[:3], 12)
    said = {"energy": 5, "note": "A long week.", "goals": [{"goal_id": goal["id"], "rating": 4}]}
    body_of(await answer(care, ago(7).isoformat(), **said), 201)
    care.move(2026, 3, 4, 10)
    for days in range(6, -2, -1):
        found = await brief(care, ago(days))
        seen = (
            [each["energy"] for each in found["weekly"]["weeks"]],
            [each["text"] for each in found["told"]["notes"]],
            [each["rating"] for each in found["goals"][0]["ratings"]],
        )
        assert seen == (([5], ["A long week."], [4]) if days <= known_from else ([], [], [])), days


async def test_her_own_words_since_the_last_session_are_there_the_newest_first(care):
    session = await session_on(care, ago(2))
    item = await care.prescribe("08:30", schedule={"start_on": ago(9).isoformat()})
    care.move(2026, 3, 2, 12)
    notes = [{"pain_average": 3, "note": f"Night {n}."} for n in (1, 2)]
    await store_check_ins(care, ago(4), [notes[0], None, None, notes[1]])
    said = {"reason": "no_time", "note": "Early shift."}
    body_of(await care.log(item, MONDAY, "08:30", "skipped", **said), 201)
    await store_weeks(care, {"energy": 3, "note": "A long week."})
    sore = [{"date": ago(n).isoformat(), "value": n} for n in (2, 1)]
    await feedback(care, session, pressure="too_much", soreness=sore, note="Sore.")
    found = (await brief(care))["told"]
    assert (found["since_on"], found["more"]) == (ago(2).isoformat(), 0)
    assert [(each["source"], each["text"]) for each in found["notes"]] == [
        ("weekly_check_in", "A long week."),
        ("log", "Early shift."),
        ("check_in", "Night 2."),
    ]
    log = found["notes"][1]
    assert (log["exercise_name"], log["slot"]) == ("Chin tuck", "08:30")
    assert (log["outcome_name"], log["reason_name"]) == ("Skipped", "I had no time")
    given = found["feedback"]
    assert (given["pressure"], given["pressure_name"]) == ("too_much", "Too much")
    assert given["soreness"] == sore
    assert (given["note"], given["session_on"]) == ("Sore.", ago(2).isoformat())


async def test_more_notes_than_fit_are_counted(care):
    await store_check_ins(care, ago(24), [{"stress": 1, "note": f"{n}"} for n in range(25)])
    found = (await brief(care))["told"]
    assert (len(found["notes"]), found["more"]) == (20, 5)
    assert (found["notes"][0]["text"], found["notes"][-1]["text"]) == ("24", "5")
