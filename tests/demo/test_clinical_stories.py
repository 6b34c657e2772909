"""The stories show the care plan as clinicians know it: each read through the API."""

from datetime import timedelta
from typing import Any

import pytest

from demo.calendars import date_of
from demo.people import NEWCOMER, WELL
from demo.plots import Story
from demo.stories import ADMIN, COLLEAGUE, STORIES
from demo.stories.aylin import AYLIN
from demo.stories.joerg import JOERG
from demo.stories.lucia import LUCIA
from demo.stories.marta import MARTA
from demo.stories.peter import PETER
from demo.stories.practice import FORMER
from demo.stories.samir import SAMIR
from tests.demo.readers import TODAY, Reader


async def plan_of(reader: Reader, story: Story) -> dict[str, dict[str, Any]]:
    items = (await reader.chart(story, "prescriptions"))["items"]
    return {each["exercise"]: each for each in items}


async def versions_of(reader: Reader, story: Story, exercise: str) -> dict[str, Any]:
    row = (await plan_of(reader, story))[exercise]
    phone = await reader.signed_in(story.therapist.email)
    return await phone.get(f"/v1/prescriptions/{row['id']}/versions")


async def test_marta_read_what_changed_but_not_the_latest(reader: Reader) -> None:
    newest, *earlier = (await versions_of(reader, MARTA, "chin-tuck"))["items"]
    assert [each["version"] for each in (newest, *earlier)] == [3, 2, 1]
    assert newest["acknowledged_at"] is None
    assert all(each["acknowledged_at"] for each in earlier)
    assert [change["field"] for change in earlier[0]["changes"]] == ["sets", "note"]
    screen = await (await reader.client(MARTA)).get("/v1/me/today")
    (unread,) = screen["acknowledgements"]
    assert (unread["exercise"], unread["kind"], unread["version"]) == ("chin-tuck", "changed", 3)


async def test_martas_neck_turns_further_at_each_measurement(reader: Reader) -> None:
    sessions = (await reader.chart(MARTA, "appointments"))["items"]
    left = [rom["degrees"] for each in sessions for rom in each["rom"] if rom["side"] == "left"]
    assert left == sorted(left)
    assert len(left) == 3
    assert sessions[0]["findings"][0]["root_cause"] == "trigger_points"
    assert sessions[0]["note"]


async def test_martas_sessions_felt_better_after_the_first(reader: Reader) -> None:
    sessions = (await reader.chart(MARTA, "appointments"))["items"]
    felt = [each["feedback"]["pressure"] for each in sessions if each["feedback"]]
    assert felt[:3] == ["too_much", "right", "right"]
    assert all(len(each["feedback"]["soreness"]) == 3 for each in sessions if each["feedback"])


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.key)
async def test_everyone_has_an_episode_from_the_first_session_on(
    reader: Reader, story: Story
) -> None:
    (episode,) = (await reader.chart(story, "episodes"))["items"]
    sessions = (await reader.chart(story, "appointments"))["items"]
    held = [each for each in sessions if each["status"] == "completed"]
    assert episode["sessions_completed"] == len(held)
    assert [each["session"] for each in held] == list(range(1, len(held) + 1))
    assert (episode["planned_sessions"], episode["planned_weeks"]) == story.sessions


@pytest.mark.parametrize(
    ("story", "exercise", "code"),
    [
        (PETER, "doorway-pec", "post_surgical"),
        (PETER, "split-the-load", "post_surgical"),
        (SAMIR, "glute-bridge", "hernia"),
        (JOERG, "cat-cow", "osteoporosis"),
    ],
    ids=lambda what: getattr(what, "key", what),
)
async def test_what_was_contraindicated_was_cleared_with_a_reason(
    reader: Reader, story: Story, exercise: str, code: str
) -> None:
    clearance = (await plan_of(reader, story))[exercise]["clearance"]
    assert clearance["contraindications"] == [code]
    assert clearance["reason"]


async def test_aylin_was_sick_for_three_days_that_do_not_count(reader: Reader) -> None:
    (period,) = (await reader.chart(AYLIN, "excused"))["items"]
    assert (period["reason"], period["by"]) == ("sick", "client")
    first, last = (date_of(day, TODAY) for day in (68, 70))
    assert (period["from"], period["to"]) == (first.isoformat(), last.isoformat())
    found = await reader.adherence(AYLIN, first, last)
    calf = next(item for item in found["items"] if item["exercise"] == "calf-stretch")
    assert calf["unlogged"] == calf["skipped"] == 0
    assert calf["excused"] > 0


async def test_the_exercise_that_hurt_joerg_was_stopped_by_itself_twice(reader: Reader) -> None:
    pauses = (await versions_of(reader, JOERG, "gluteal-ball"))["pauses"]
    by_rule = sorted((each for each in pauses if each["safety"]), key=lambda each: each["from_at"])
    assert len(by_rule) == 2
    assert by_rule[0]["resume_note"]


async def test_joergs_red_flag_paused_everything_until_resumed_item_by_item(
    reader: Reader,
) -> None:
    events = (await reader.chart(JOERG, "safety-events"))["items"]
    (flag,) = [each for each in events if each["kind"] == "red_flag"]
    assert (flag["code"], flag["level"]) == ("constant_night_pain", "urgent")
    assert flag["on"] == date_of(79, TODAY).isoformat()
    states = {name: row["state"] for name, row in (await plan_of(reader, JOERG)).items()}
    assert states == {
        "cat-cow": "active",
        "sleep-side-pillow": "active",
        "pelvic-tilt": "paused",
        "gluteal-ball": "stopped",
    }
    screen = await (await reader.client(JOERG)).get("/v1/me/today")
    assert screen["paused_for_safety"] is True


async def test_one_alert_waits_for_lucias_therapist_and_the_others_were_seen(
    reader: Reader,
) -> None:
    waiting = [
        alert
        for therapist in (ADMIN, COLLEAGUE)
        for alert in (await (await reader.signed_in(therapist.email)).get("/v1/alerts"))["items"]
    ]
    (alert,) = [each for each in waiting if each["level"] is not None]
    assert (alert["client"]["name"], alert["kind"]) == (LUCIA.name, "exercise_stop")
    admin = await reader.signed_in(JOERG.therapist.email)
    seen = (await admin.get("/v1/alerts?status=acknowledged"))["items"]
    assert {each["kind"] for each in seen if each["level"]} == {"red_flag", "exercise_stop"}
    assert all(each["useful"] for each in seen)


async def test_lucia_took_her_consent_back_for_two_days(reader: Reader) -> None:
    phone = await reader.client(LUCIA)
    (consent,) = (await phone.get("/v1/me/consents"))["items"]
    assert consent["granted"] is True
    assert consent["decided_at"].startswith(date_of(64, TODAY).isoformat())
    viewed = (await phone.get("/v1/me/access-log?limit=100"))["items"]
    others = [each for each in viewed if each["sign_in_id"] is None]
    assert {each["by"]["name"] for each in others if each["by"]} == {LUCIA.therapist.name}
    codes = [each for each in viewed if each["action"] == "redeem_invite"]
    assert [each["code_by"]["name"] for each in codes] == [LUCIA.therapist.name]


@pytest.mark.parametrize("story", [MARTA, AYLIN], ids=lambda story: story.key)
async def test_weeks_are_looked_back_on(reader: Reader, story: Story) -> None:
    weeks = (await reader.chart(story, "weekly-check-ins", limit=100))["items"]
    assert len(weeks) >= 8
    assert all(1 <= each["overall_change"] <= 7 for each in weeks)


async def test_goals_in_her_words_come_nearer_week_by_week(reader: Reader) -> None:
    goals = (await reader.chart(MARTA, "brief"))["goals"]
    assert [goal["text"] for goal in goals] == list(MARTA.goals)
    assert all(len(goal["ratings"]) >= 8 and goal["change"] >= 2 for goal in goals)


async def test_someone_corrected_a_check_in(reader: Reader) -> None:
    phone = await reader.client(MARTA)
    dates = [each["date"] for each in await reader.check_ins(MARTA)]
    histories = [(await phone.get(f"/v1/me/check-ins/{on}/history"))["items"] for on in dates]
    corrected = [each for each in histories if len(each) > 1]
    assert corrected
    assert all([said["current"] for said in each] == [True, False] for each in corrected)


async def test_habits_are_nudged_inside_a_window(reader: Reader) -> None:
    hydration = (await plan_of(reader, AYLIN))["hydration"]
    assert hydration["schedule"]["nudges"] == {"per_day": 3, "between": ["09:30", "17:30"]}


async def test_people_came_and_went(reader: Reader) -> None:
    admin = await reader.signed_in(ADMIN.email)
    states = {each["name"]: each["status"] for each in (await admin.get("/v1/therapists"))["items"]}
    assert states == {
        ADMIN.name: "active",
        COLLEAGUE.name: "active",
        FORMER.name: "deactivated",
        NEWCOMER: "invited",
    }
    gone = (await admin.get("/v1/practice/clients?state=discharged"))["items"]
    assert [each["name"] for each in gone] == [WELL]
    since = date_of(0, TODAY) - timedelta(days=7)
    audited = (await admin.get(f"/v1/audit?from={since}&to={TODAY}&limit=100"))["items"]
    assert audited
