"""The rest of the page: the plan, sessions, weeks, the client's own words, cautions and stops."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from api.platform.db import transaction
from api.tables import BriefRead, WeeklyCheckIn
from tests.acting.care import Care, Json, body_of
from tests.acting.pasts import (
    TODAY,
    ago,
    episode,
    evening,
    pain,
    session_on,
    store_check_ins,
    uploaded,
)
from tests.acting.reviews import brief

FINDING = {
    "region": "neck",
    "side": "left",
    "root_cause": "trigger_points",
    "referred_to": ["head"],
}
NAMES = {
    "region_name": "Neck",
    "side_name": "Left",
    "root_cause_name": "Trigger points",
    "referred_to": [{"code": "head", "name": "Head"}],
}
MONDAY = TODAY.isoformat()


def turned(degrees: int, side: str = "left") -> Json:
    return {"joint": "neck", "movement": "rotation", "side": side, "degrees": degrees}


async def noted(care: Care, on: date, **what: Any) -> Json:
    """Store a session with what the therapist noted of it."""
    row = await session_on(care, on)
    path, headers = f"/v1/appointments/{row['id']}", {"if-match": row["etag"]}
    return body_of(await care.ben.patch(path, what, headers=headers))


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


async def feedback(care: Care, session: Json, **said: Any) -> None:
    path = f"/v1/me/appointments/{session['id']}/feedback"
    body_of(await care.ana.put(path, said | {"recorded_at": care.clock.at.isoformat()}), 201)


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


async def test_what_is_prescribed_now_has_dose_and_times_and_why_it_rests(care):
    schedule = {"weekdays": ["mon", "thu"], "start_on": ago(3).isoformat()}
    tuck = await care.prescribe("08:30", "18:00", schedule=schedule, note="Slowly.")
    cat = await care.prescribe("12:00", exercise="cat-cow")
    await care.edit(tuck, dose={"sets": 5})
    await care.act_on(cat, "pause", {"until_on": ago(-7).isoformat(), "reason": "On holiday."})
    first, second = (await brief(care))["prescribed"]
    assert (first["exercise"], first["name"], first["state"]) == (
        "chin-tuck",
        "Chin tuck",
        "active",
    )
    assert first["schedule"]["times"] == ["08:30", "18:00"]
    assert first["weekday_names"] == ["Monday", "Thursday"]
    assert (first["version"], first["dose"]["sets"], first["note"]) == (
        1,
        tuck["dose"]["sets"],
        "Slowly.",
    )
    assert (first["since_on"], first["changes_on"]) == (ago(3).isoformat(), ago(-1).isoformat())
    assert (second["state"], second["state_reason"]) == ("paused", "On holiday.")
    assert (second["state_since"], second["is_safety_stop"]) == ("2026-03-02T08:00:00Z", False)
    assert second["state_until"] == "2026-03-08T23:00:00Z"
    care.advance(minutes=1)
    await care.act_on(cat, "stop", {"reason": "Done with it."})
    _, stopped = (await brief(care))["prescribed"]
    assert (stopped["state"], stopped["state_reason"]) == ("stopped", "Done with it.")
    spanish = (await brief(care, language="es"))["prescribed"][0]
    assert spanish["weekday_names"] == ["lunes", "jueves"]
    assert spanish["kind_name"] != first["kind_name"] == "Strength and control"


async def test_what_begins_later_and_what_has_ended_are_told_apart(care):
    await care.prescribe("08:30", schedule={"start_on": ago(-3).isoformat()})
    over = {"start_on": ago(20).isoformat(), "end_on": ago(2).isoformat()}
    await care.prescribe("12:00", exercise="cat-cow", schedule=over)
    long_over = {"start_on": ago(60).isoformat(), "end_on": ago(40).isoformat()}
    await care.prescribe("14:00", exercise="calf-stretch", schedule=long_over)
    states = [each["state"] for each in (await brief(care))["prescribed"]]
    assert states == ["to_come", "ended"]


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


async def disclose(care: Care, *codes: str) -> None:
    path = f"/v1/clients/{care.ana.id}"
    etag = (await care.ben.get(path)).headers["etag"]
    body = {"intake": {"contraindications": list(codes)}}
    body_of(await care.ben.patch(path, body, headers={"if-match": etag}))


async def test_what_speaks_against_an_item_and_what_was_cleared_are_named(care):
    await disclose(care, "osteoporosis")
    item = await care.prescribe("08:00", exercise="cat-cow", clearance={"reason": "Mild."})
    await disclose(care, "osteoporosis", "fever")
    found = (await brief(care))["cautions"]
    bones = {"code": "osteoporosis", "name": "Osteoporosis"}
    fever = {"code": "fever", "name": "Fever"}
    assert found["contraindications"] == [bones | {"level": None}, fever | {"level": "always"}]
    (cleared,), (left,) = found["clearances"], found["conflicts"]
    assert (cleared["prescription_id"], cleared["reason"]) == (item["id"], "Mild.")
    assert (cleared["contraindications"], left["contraindications"]) == ([bones], [fever])
    assert (cleared["name"], found["reason"]) == ("Cat-cow", None)
    assert found["told_at"] == "2026-03-02T08:00:00Z"


async def test_a_stop_and_a_red_flag_stand_with_what_let_it_go_on(care):
    item = await care.prescribe("08:30")
    care.move(2026, 3, 2, 9)
    rating = {"pain_before": 2, "pain_after": 6}
    body_of(await care.log(item, MONDAY, "08:30", **rating), 201)
    (paused,) = (await brief(care))["prescribed"]
    assert (paused["is_safety_stop"], paused["state_reason_name"]) == (True, "Exercise stopped")
    care.move(2026, 3, 2, 10)
    await care.act_on(item, "resume", {"note": "A smaller range."})
    care.advance(minutes=5)
    body_of(await care.check_in(MONDAY, red_flags=["history_of_cancer"]), 201)
    found = (await brief(care))["stops"]["events"]
    flag, *stopped = found
    assert (flag["kind"], flag["name"]) == ("red_flag", "I have, or have had, cancer")
    assert (flag["level"], flag["on"], flag["exercise"]) == ("urgent", MONDAY, None)
    assert flag["stopped"][0]["resumed_at"] is None
    assert {each["code"] for each in stopped} == {"pain_rise", "pain_above_limit"}
    assert {each["exercise_name"] for each in stopped} == {"Chin tuck"}
    assert (stopped[0]["pain_before"], stopped[0]["pain_after"]) == (2, 6)
    assert stopped[0]["stopped"] == [
        {
            "prescription_id": item["id"],
            "exercise": "chin-tuck",
            "name": "Chin tuck",
            "resumed_at": "2026-03-02T10:00:00Z",
            "resume_note": "A smaller range.",
        }
    ]
    alerts = {each["kind"]: each["name"] for each in (await brief(care))["alerts"]}
    assert alerts == {"red_flag": "Red flag", "exercise_stop": "Exercise stopped"}


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
