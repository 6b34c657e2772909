"""Each story's brief tells what the story is about, and the caseload who needs a look."""

from typing import Any

from demo.stories import ADMIN, STORIES
from demo.stories.aylin import AYLIN
from demo.stories.joerg import JOERG
from demo.stories.lucia import LUCIA
from demo.stories.marta import MARTA
from demo.stories.peter import PETER
from demo.stories.samir import SAMIR
from tests.demo.readers import TODAY, Reader


def rules(brief: dict[str, Any]) -> list[str]:
    return [each["rule"] for each in brief["questions"]]


async def test_marta_is_better_and_nobody_is_to_reconsider(reader: Reader) -> None:
    brief = await reader.chart(MARTA, "brief")
    assert brief["pain"]["change"]["category"] == "meaningful_improvement"
    assert brief["episode"]["sessions_held"] > 1
    assert "not_responding" not in rules(brief)
    phone = await reader.client(MARTA)
    trends = await phone.get("/v1/me/trends")
    # She sees that the brief was read before her last session.
    assert trends["read_at"] == brief["read_at"] < brief["last_appointment"]["starts_at"]
    assert trends["words"][0] == {
        "figure": "change",
        "text": "In the last 7 days your pain was clearly lower than when you started.",
    }


async def test_joerg_is_worse_with_what_hurts_and_what_changed(reader: Reader) -> None:
    brief = await reader.chart(JOERG, "brief")
    assert brief["pain"]["change"]["category"] == "meaningful_worsening"
    assert brief["medicine"]["current"]["used"] > brief["medicine"]["baseline"]["used"]
    assert any(each["flagged"] for each in brief["exercise_effects"])
    assert rules(brief)[0] == "exercise_effect"
    assert brief["plan_changes"]


async def test_martas_page_has_her_plan_her_sessions_and_her_weeks(reader: Reader) -> None:
    brief = await reader.chart(MARTA, "brief")
    assert {"active"} <= {each["state"] for each in brief["prescribed"]}
    assert all(each["name"] for each in brief["prescribed"])
    assert brief["last_session"]["note"]
    assert max(each["difference"] or 0 for each in brief["range_of_motion"]) > 0
    changes = {each["item"]: each for each in brief["weekly"]["changes"]}
    assert changes["pain_interference"]["difference"] < 0
    assert brief["told"]["feedback"]["pressure_name"]


async def test_aylin_had_a_flare_up(reader: Reader) -> None:
    admin = await reader.signed_in(AYLIN.therapist.email)
    seen = (await admin.get("/v1/alerts?status=all&limit=100"))["items"]
    assert "flare" in {each["kind"] for each in seen if each["client"]["name"] == AYLIN.name}


async def test_lucia_waits_with_a_stopped_exercise(reader: Reader) -> None:
    brief = await reader.chart(LUCIA, "brief")
    assert brief["alerts"][0]["kind"] == "exercise_stop"
    assert brief["alerts"][0]["name"] == "Exercise stopped"
    stopped = [each["exercise"] for each in brief["prescribed"] if each["is_safety_stop"]]
    assert stopped == [brief["stops"]["events"][0]["exercise"]]


async def test_peter_is_silent(reader: Reader) -> None:
    brief = await reader.chart(PETER, "brief")
    assert brief["client"]["days_silent"] >= 4
    assert brief["pain"]["current"]["mean"] is None
    assert brief["pain"]["current"]["reason"] == "insufficient_data"


async def test_samir_is_new_and_sees_dates_instead_of_figures(reader: Reader) -> None:
    brief = await reader.chart(SAMIR, "brief")
    assert brief["pain"]["change"]["absolute"] is None
    assert brief["adherence"]["overall"]["percent"] is None
    assert brief["responder"]["status"] is None
    assert {each["figure"] for each in brief["expected"]} >= {"change", "slope", "sleep_pain"}
    assert all(each["on"] > TODAY.isoformat() for each in brief["expected"])


async def test_a_caseload_has_everyone_and_begins_with_who_needs_a_look(reader: Reader) -> None:
    rows = (await (await reader.signed_in(ADMIN.email)).get("/v1/caseload"))["items"]
    mine = {story.name for story in STORIES if story.therapist == ADMIN}
    assert {row["client"]["name"] for row in rows} == mine
    why = {row["client"]["name"]: row["attention"] for row in rows}
    assert "silent" in why[PETER.name]
    assert "worsening" in why[JOERG.name]
    assert why[MARTA.name] == []
    # Nobody for whom there is no reason stands before somebody for whom there is one.
    assert [bool(row["attention"]) for row in rows] == sorted(
        (bool(row["attention"]) for row in rows), reverse=True
    )
