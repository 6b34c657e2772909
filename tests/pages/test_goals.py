"""Goals on the pages: up to three, in the client's words, rated week by week."""

import re
from html import unescape
from uuid import uuid4

from sqlalchemy import select

from api.tables import AuditEvent, Goal
from tests.acting.care import Care, body_of
from tests.acting.credentials import BEN, PASSWORD
from tests.plan.test_goals import set_goal


def at(care: Care, rest: str = "") -> str:
    return f"/clients/{care.ana.id}/goals{rest}"


def etag_in(text: str) -> str:
    found = re.search('name="etag" value="([^"]*)"', text)
    assert found
    return unescape(found[1])


async def test_without_a_goal_the_page_asks_for_one_and_sets_it(care, ben):
    page = await ben.open(at(care))
    assert "No goal is set." in page.text
    page = await ben.send(at(care), text="Lift my child")
    assert (page.status_code, page.url.path) == (200, at(care))
    assert "Lift my child</h3>" in page.text
    assert "Not rated yet." in page.text
    (row,) = await care.rows(select(Goal))
    assert (row.text, row.created_by) == ("Lift my child", care.ben.id)
    noted = await care.rows(select(AuditEvent).where(AuditEvent.action == "add goal"))
    assert len(noted) == 1


async def test_a_goal_without_words_is_told_beside_its_field(care, ben):
    await ben.open(at(care))
    page = await ben.send(at(care), text="  ")
    assert page.status_code == 422
    assert 'id="text-error"' in page.text


async def test_there_is_room_for_three(care, ben):
    for text in ("Lift my child", "Sleep through", "Drive for an hour"):
        await set_goal(care, text)
    page = await ben.open(at(care))
    assert "There are 3 goals already." in page.text
    assert 'name="text"' not in page.text
    refused = await ben.send(at(care), text="Run")
    assert refused.status_code == 409
    assert "three goals already" in refused.text


async def test_words_are_mended_and_the_earlier_ones_stay(care, ben):
    goal = await set_goal(care)
    week = {"goals": [{"goal_id": goal["id"], "rating": 3}], "recorded_at": "2026-03-02T10:00:00Z"}
    path = "/v1/me/weekly-check-ins/2026-03-02"
    body_of(await care.ana.put(path, {"id": str(uuid4()), **week}), 201)
    care.advance(days=1)
    await ben.sign_in(BEN, PASSWORD)
    page = await ben.open(at(care, f"/{goal['id']}"))
    assert 'value="Lift my child"' in page.text
    page = await ben.send(
        at(care, f"/{goal['id']}"), text="Lift my daughter", etag=etag_in(page.text)
    )
    assert "Lift my daughter</h3>" in page.text
    assert '<span class="figure">3</span>' in page.text
    assert "Lift my child" in (await ben.open(at(care, f"/{goal['id']}"))).text


async def test_a_goal_is_reached_and_taken_up_again(care, ben):
    goal = await set_goal(care)
    path = at(care, f"/{goal['id']}")
    page = await ben.open(at(care))
    page = await ben.send(path, state="reached", etag=etag_in(page.text))
    assert page.url.path == at(care)
    assert '<span class="tag good">Reached</span>' in page.text
    page = await ben.send(path, state="active", etag=etag_in(page.text))
    assert "Reached and ended" not in page.text
    (row,) = await care.rows(select(Goal))
    assert (row.state, row.ended_on) == ("active", None)


async def test_a_fourth_is_not_taken_up_again_and_the_words_stay_in_their_field(care, ben):
    goal = await set_goal(care)
    path = at(care, f"/{goal['id']}")
    page = await ben.open(path)
    await ben.send(path, state="ended", etag=etag_in(page.text))
    for text in ("Sleep through", "Drive for an hour", "Run"):
        await set_goal(care, text)
    page = await ben.open(path)
    refused = await ben.send(path, state="active", etag=etag_in(page.text))
    assert refused.status_code == 409
    assert 'value="Lift my child"' in refused.text


async def test_stale_words_are_412_and_kept(care, ben):
    goal = await set_goal(care)
    path = at(care, f"/{goal['id']}")
    old = etag_in((await ben.open(path)).text)
    await care.ben.patch(f"/v1/goals/{goal['id']}", {"text": "X"}, headers={"if-match": old})
    refused = await ben.send(path, text="Lift my daughter", etag=old)
    assert refused.status_code == 412
    assert 'value="Lift my daughter"' in refused.text
    assert etag_in(refused.text) != old
    (row,) = await care.rows(select(Goal))
    assert row.text == "X"


async def test_ratings_are_told_with_their_change_and_week_by_week(care, ben):
    goal = await set_goal(care)
    for monday, rating in (("2026-03-02", 2), ("2026-03-16", 7)):
        care.move(2026, 3, int(monday[-2:]), 12)
        week = {
            "id": str(uuid4()),
            "goals": [{"goal_id": goal["id"], "rating": rating}],
            "recorded_at": f"{monday}T10:00:00Z",
        }
        body_of(await care.ana.put(f"/v1/me/weekly-check-ins/{monday}", week), 201)
    await ben.sign_in(BEN, PASSWORD)
    page = await ben.open(at(care))
    assert '<span class="figure">7</span>' in page.text
    assert "+5 since the week of" in page.text
    assert page.text.count("<meter") == 2
