"""Goals: set with the client, three at a time, mended, ended and taken up again."""

from asyncio import gather
from typing import Any

from httpx2 import Response
from sqlalchemy import select

from api.tables import AuditEvent, Goal
from tests.acting.care import Care, Json, body_of, problem, refusals

MINE = "/v1/me/goals"
TOO_MANY = (409, "too_many_goals")


def hers(care: Care) -> str:
    return f"/v1/clients/{care.ana.id}/goals"


async def set_goal(care: Care, text: str = "Lift my child") -> Json:
    return body_of(await care.ben.post(hers(care), {"text": text}), 201)


async def try_to_edit(care: Care, goal: Json, **changes: Any) -> Response:
    path = f"/v1/goals/{goal['id']}"
    now = body_of(await care.ben.get(path))
    return await care.ben.patch(path, changes, headers={"if-match": now["etag"]})


async def edit(care: Care, goal: Json, **changes: Any) -> Json:
    return body_of(await try_to_edit(care, goal, **changes))


async def test_therapist_and_client_read_what_was_set_newest_first(care):
    first = await set_goal(care)
    assert first == {
        "id": first["id"],
        "text": "Lift my child",
        "state": "active",
        "set_on": "2026-03-02",
        "ended_on": None,
        "earlier_texts": [],
        "created_at": "2026-03-02T08:00:00Z",
        "etag": first["etag"],
    }
    second = await set_goal(care, "  Swim forty lengths ")
    assert second["text"] == "Swim forty lengths"
    for answer in (await care.ana.get(MINE), await care.ben.get(hers(care))):
        assert body_of(answer) == {"items": [second, first], "next_cursor": None}
    page = body_of(await care.ana.get(MINE, params={"limit": 1}))
    rest = body_of(await care.ana.get(MINE, params={"limit": 1, "cursor": page["next_cursor"]}))
    assert page["items"] + rest["items"] == [second, first]
    assert body_of(await care.ben.get(f"/v1/goals/{first['id']}")) == first


async def test_a_goal_has_one_to_two_hundred_characters(care):
    await set_goal(care, "x" * 200)
    for text, code in (("x" * 201, "too_long"), ("   ", "too_short"), (None, "string_type")):
        refused = await care.ben.post(hers(care), {"text": text})
        assert [pointer for pointer, _ in refusals(refused)] == ["/text"], code
    goal = await set_goal(care, "Dance")
    assert [at for at, _ in refusals(await try_to_edit(care, goal, text=" "))] == ["/text"]
    assert [at for at, _ in refusals(await try_to_edit(care, goal, state="won"))] == ["/state"]


async def test_its_words_can_be_read_and_turn_nothing_around(care):
    unseen = ("\u200b", "\ufeff", "\u3164", "\u202e\u2066")
    for text in unseen:
        refused = await care.ben.post(hers(care), {"text": text})
        assert refusals(refused) == [("/text", "invisible_text")]
    goal = await set_goal(care, "\u202eLift Mia")
    assert goal["text"] == "Lift Mia"
    for text in unseen:
        assert refusals(await try_to_edit(care, goal, text=text)) == [("/text", "invisible_text")]
    for text in ("漢" * 200, "🤸" * 200, "שלום לך", "हाथ उठाना"):
        assert (await edit(care, goal, text=text))["text"] == text


async def test_a_client_has_three_at_a_time(care):
    goals = [await set_goal(care, text) for text in ("Lift", "Swim", "Dance")]
    assert problem(await care.ben.post(hers(care), {"text": "Run"})) == TOO_MANY
    await edit(care, goals[0], state="reached")
    run = await set_goal(care, "Run")
    assert problem(await try_to_edit(care, goals[0], state="active")) == TOO_MANY
    await edit(care, run, state="ended")
    again = await edit(care, goals[0], state="active", text="Lift Mia")
    assert (again["state"], again["ended_on"]) == ("active", None)


async def test_of_ten_at_once_three_are_set(care):
    sent = (care.ben.post(hers(care), {"text": f"Goal {n}"}) for n in range(10))
    answers = await gather(*sent)
    assert sorted(each.status_code for each in answers) == [201] * 3 + [409] * 7
    assert len(await care.rows(select(Goal))) == 3


async def test_it_ends_on_her_date_and_keeps_the_words_that_she_rated(care):
    goal = await set_goal(care)
    care.move(2026, 3, 20, 23, 30)
    mended = await edit(care, goal, text="Lift Mia")
    # In Berlin it is the next day.
    assert mended["earlier_texts"] == [{"text": "Lift my child", "until_on": "2026-03-21"}]
    reached = await edit(care, goal, state="reached")
    assert (reached["state"], reached["ended_on"]) == ("reached", "2026-03-21")
    care.move(2026, 3, 25, 9)
    assert (await edit(care, goal, state="ended"))["ended_on"] == "2026-03-21"
    assert (await edit(care, goal, text=" Lift Mia "))["earlier_texts"] == mended["earlier_texts"]


async def test_an_edit_needs_what_was_read_and_of_two_one_counts(care):
    goal = await set_goal(care)
    path, changes = f"/v1/goals/{goal['id']}", {"text": "Lift Mia"}
    assert problem(await care.ben.patch(path, changes)) == (428, "if_match_required")
    tag = {"if-match": goal["etag"]}
    answers = await gather(*(care.ben.patch(path, changes, headers=tag) for _ in range(2)))
    assert sorted(each.status_code for each in answers) == [200, 412]


async def test_a_discharged_clients_goals_are_hers_alone(care):
    goal = await set_goal(care)
    body_of(await care.ben.post(f"/v1/clients/{care.ana.id}/discharge", {"reason": "Well."}))
    assert problem(await care.ben.get(hers(care))) == (404, "not_found")
    assert problem(await care.ben.post(hers(care), {"text": "Run"})) == (404, "not_found")
    assert problem(await care.ben.get(f"/v1/goals/{goal['id']}")) == (404, "not_found")
    assert body_of(await care.ana.get(MINE))["items"] == [goal]


async def test_what_a_therapist_does_is_noted_without_a_word_of_it(care):
    goal = await set_goal(care)
    await edit(care, goal, state="reached")
    body_of(await care.ben.get(hers(care)))
    events = await care.rows(select(AuditEvent).order_by(AuditEvent.id))
    noted = [event.action for event in events if "goal" in event.action]
    assert noted == ["add goal", "view goal", "edit goal", "view goals"]
    assert {event.client_id for event in events if "goal" in event.action} == {care.ana.id}
