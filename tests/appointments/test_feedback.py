from asyncio import gather
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

from api.tables import Feedback
from tests.acting.care import Care, Json, at, body_of, local, on, problem, refusals, stored_of

HELD = "2026-03-02T07:00:00Z"


async def add(care: Care, starts_at: str = HELD, **more: Any) -> Json:
    path = f"/v1/clients/{care.ana.id}/appointments"
    return body_of(await care.ben.post(path, {"starts_at": starts_at, **more}), 201)


async def mark(care: Care, row: Json, status: str) -> None:
    path = f"/v1/appointments/{row['id']}"
    etag = body_of(await care.ben.get(path))["etag"]
    body_of(await care.ben.patch(path, {"status": status}, headers={"if-match": etag}))


async def say(care: Care, row: Json, when: datetime | None = None, **more: Any) -> Any:
    body = {"recorded_at": (when or care.clock.at).isoformat(), **more}
    return await care.ana.put(f"/v1/me/appointments/{row['id']}/feedback", body)


def sore(*days: int) -> list[Json]:
    return [{"date": on(3, day), "value": day} for day in days]


async def mine(care: Care) -> list[Json]:
    return body_of(await care.ana.get("/v1/me/appointments"))["items"]


async def test_what_she_says_of_a_session_is_shown_to_her_and_her_therapist(care):
    row = await add(care, status="completed")
    said = {"pressure": "too_much", "soreness": sore(2), "note": "Sore at night."}
    stored = stored_of(await say(care, row, **said), 201)
    assert stored == said | {"recorded_at": "2026-03-02T08:00:00Z"}
    assert await mine(care) == [
        {
            "id": row["id"],
            "starts_at": HELD,
            "starts_local": local(on(3, 2), "08:00"),
            "duration_min": 50,
            "status": "completed",
            "feedback": stored,
        }
    ]
    seen = body_of(await care.ben.get(f"/v1/appointments/{row['id']}"))
    assert seen["feedback"] == stored
    assert seen["etag"] != row["etag"]
    listing = await care.ben.get(f"/v1/clients/{care.ana.id}/appointments")
    assert body_of(listing)["items"] == [seen]


async def test_my_sessions_come_newest_first_page_by_page(care):
    for day in (1, 20, 5, 12):
        await add(care, f"2026-03-{day:02}T09:00:00Z")
    pages, cursor = [], None
    while not pages or cursor:
        params = {"limit": 3} | ({"cursor": cursor} if cursor else {})
        page = body_of(await care.ana.get("/v1/me/appointments", params=params))
        pages.append([int(row["starts_at"][8:10]) for row in page["items"]])
        cursor = page["next_cursor"]
    assert pages == [[20, 12, 5], [1]]
    assert body_of(await care.cast.cy.get("/v1/me/appointments"))["items"] == []


async def test_the_newest_of_what_she_says_holds_in_whatever_order_it_comes(care):
    row = await add(care)
    first = stored_of(await say(care, row, at(2026, 3, 2, 7, 50), pressure="right"), 201)
    assert stored_of(await say(care, row, at(2026, 3, 2, 7, 40), pressure="too_much")) == first
    newer = stored_of(await say(care, row, at(2026, 3, 2, 7, 55), soreness=sore(2)))
    assert (newer["pressure"], newer["soreness"]) == (None, sore(2))
    assert stored_of(await say(care, row, at(2026, 3, 2, 7, 50), pressure="right")) == newer
    assert stored_of(await say(care, row, at(2026, 3, 2, 7, 55), soreness=sore(2))) == newer


async def test_of_two_that_were_recorded_at_once_one_holds_in_either_order(care):
    ends = []
    for hour, order in ((6, (0, 1)), (7, (1, 0))):
        row = await add(care, f"2026-03-02T0{hour}:00:00Z")
        bodies = ({"pressure": "right"}, {"pressure": "too_much"})
        for n in order:
            end = (await say(care, row, at(2026, 3, 2, 8), **bodies[n])).json()
        ends.append(end)
    assert ends[0] == ends[1]


async def test_soreness_is_kept_by_date_however_it_is_sent(care):
    row = await add(care)
    care.move(2026, 3, 4, 9)
    stored = stored_of(await say(care, row, soreness=sore(4, 2, 3)), 201)
    assert stored["soreness"] == sore(2, 3, 4)
    assert stored_of(await say(care, row, soreness=sore(2, 3, 4))) == stored


async def test_ten_at_once_make_one(care):
    row = await add(care)
    answers = await gather(*(say(care, row, note=str(n % 3)) for n in range(10)))
    assert sorted(answer.status_code for answer in answers) == [*[200] * 9, 201]
    (kept,) = await care.rows(select(Feedback))
    assert (kept.client_id, kept.appointment_id) == (care.ana.id, UUID(row["id"]))


async def test_a_newer_phone_is_not_turned_away_for_what_we_do_not_know(care):
    row = await add(care)
    more = {"mood": 3, "soreness": [{"date": on(3, 2), "value": 1, "where": "neck"}]}
    assert body_of(await say(care, row, **more), 201)["soreness"] == [
        {"date": on(3, 2), "value": 1}
    ]


WRONG = [
    ({"pressure": "hard"}, "/pressure", "literal_error"),
    ({"soreness": [{"date": on(3, 2), "value": 11}]}, "/soreness/0/value", "less_than_equal"),
    ({"soreness": [{"date": on(3, 2)}]}, "/soreness/0/value", "missing"),
    ({"soreness": sore(2) * 11}, "/soreness", "too_long"),
    ({"soreness": sore(1)}, "/soreness/0/date", "outside_three_days"),
    ({"soreness": sore(2, 6)}, "/soreness/1/date", "outside_three_days"),
    ({"soreness": sore(2, 5)}, "/soreness/1/date", "date_in_the_future"),
    ({"soreness": sore(2, 2)}, "/soreness/1/date", "repeated_date"),
    ({"note": "x" * 2001}, "/note", "too_long"),
    ({"recorded_at": "2026-03-02T08:00:00"}, "/recorded_at", "offset_missing"),
]


async def test_what_she_cannot_say_is_refused_with_its_place(care):
    row = await add(care)
    for stored in (None, {"pressure": "right"}):
        if stored:
            body_of(await say(care, row, **stored), 201)
        for wrong, pointer, code in WRONG:
            assert refusals(await say(care, row, **wrong)) == [(pointer, code)]
    (session,) = await mine(care)
    assert session["feedback"]["pressure"] == "right"


async def test_the_three_days_are_those_of_the_calendar_she_lived_by(care):
    # In Berlin it was the first already.
    row = await add(care, "2026-02-28T23:30:00Z")
    care.move(2026, 3, 4, 9)
    early = [{"date": on(2, 28), "value": 1}]
    assert refusals(await say(care, row, soreness=early)) == [
        ("/soreness/0/date", "outside_three_days")
    ]
    await care.travel("America/New_York")
    body_of(await say(care, row, soreness=sore(1, 4)), 201)


async def test_feedback_is_of_a_session_that_began_and_was_held(care):
    planned = await add(care, "2026-03-02T08:00:01Z")
    refused = await say(care, planned, soreness=sore(2))
    assert problem(refused) == (409, "appointment_not_begun")
    care.advance(seconds=1)
    body_of(await say(care, planned), 201)
    for hour, status in ((5, "cancelled"), (6, "missed")):
        row = await add(care, f"2026-03-02T0{hour}:00:00Z", status=status)
        assert problem(await say(care, row)) == (409, "appointment_not_held")


async def test_feedback_comes_within_92_days(care):
    row, other = await add(care), await add(care, "2026-03-02T06:00:00Z")
    care.move(2026, 6, 2, 7)
    stored = stored_of(await say(care, row, pressure="right"), 201)
    refused = await say(care, other, pressure="right")
    assert refusals(refused) == [("/recorded_at", "feedback_too_late")]
    care.advance(hours=5)
    assert stored_of(await say(care, row, at(2026, 6, 2, 7), pressure="right")) == stored


async def test_feedback_once_stored_stays_when_the_status_changes(care):
    row = await add(care, status="completed")
    stored = stored_of(await say(care, row, pressure="right"), 201)
    await mark(care, row, "missed")
    (session,) = await mine(care)
    assert (session["status"], session["feedback"]) == ("missed", stored)
    assert stored_of(await say(care, row, pressure="right")) == stored
    care.advance(minutes=1)
    assert problem(await say(care, row, pressure="too_much")) == (409, "appointment_not_held")


async def test_a_session_of_somebody_else_is_as_absent_as_none(care):
    row = await add(care)
    body = {"pressure": "right", "recorded_at": care.clock.at.isoformat()}
    for asked_for in (row["id"], uuid4()):
        path = f"/v1/me/appointments/{asked_for}/feedback"
        assert problem(await care.cast.cy.put(path, body)) == (404, "not_found")
        assert problem(await care.ben.put(path, body)) == (403, "forbidden")
    assert await care.rows(select(Feedback)) == []
