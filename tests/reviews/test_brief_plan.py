"""What a brief says of the plan: each item and why it rests, cautions, and stops for safety."""

from dataclasses import replace
from uuid import UUID

from api.library import load
from api.platform.db import transaction
from api.reviews.facts import Extent, load_facts
from api.reviews.prescribed import prescribed
from api.reviews.record import load_record
from api.reviews.wording import wording_of
from api.tables import Client
from tests.acting.care import body_of
from tests.acting.pasts import TODAY, ago
from tests.acting.reviews import brief, disclose

MONDAY = TODAY.isoformat()


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
    body_of(await care.check_in(MONDAY, red_flags=["constant_night_pain"]), 201)
    found = (await brief(care))["stops"]["events"]
    flag, *stopped = found
    assert (flag["kind"], flag["name"]) == (
        "red_flag",
        "Pain at night that does not stop, however I lie",
    )
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


async def test_what_had_been_stopped_for_good_is_not_among_what_a_red_flag_stopped(care):
    old, new = await care.prescribe("08:30"), await care.prescribe("12:00", exercise="cat-cow")
    care.move(2026, 3, 2, 9)
    body_of(await care.log(old, MONDAY, "08:30", pain_before=2, pain_after=6), 201)
    care.move(2026, 3, 2, 10)
    await care.act_on(old, "stop", {"reason": "It hurts."})
    care.move(2026, 3, 2, 11)
    body_of(await care.check_in(MONDAY, red_flags=["constant_night_pain"]), 201)
    flag, *stopped = (await brief(care))["stops"]["events"]
    assert [each["prescription_id"] for each in flag["stopped"]] == [new["id"]]
    for each in stopped:
        assert [one["prescription_id"] for one in each["stopped"]] == [old["id"]]


async def test_what_happens_while_a_brief_is_read_breaks_nothing(care):
    old, new = await care.prescribe("08:30"), await care.prescribe("12:00", exercise="cat-cow")
    await care.act_on(old, "pause")
    care.move(2026, 3, 2, 12)
    body_of(await care.log(new, MONDAY, "12:00", note="Now."), 201)
    async with transaction(care.sessions, write=False) as session:
        client = await session.get_one(Client, care.ana.id)
        record = await load_record(session, client, None, care.clock.at)
        extent = Extent(care.ana.id, [], TODAY, TODAY, care.clock.at, TODAY, care.clock.at)
        known = await load_facts(session, extent, [UUID(old["id"])])
    assert [row.note for row in record.facts.log_notes] == ["Now."]
    assert (known.log_notes, len(known.pauses)) == ([], 1)
    resumed = replace(record, facts=replace(record.facts, pauses=[]))
    words = wording_of(record.care, load(), "en")
    assert [each.state for each in prescribed(resumed, words)] == ["active", "active"]
