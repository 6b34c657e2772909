from asyncio import gather
from datetime import date, timedelta
from itertools import permutations
from uuid import uuid4

from httpx2 import Response
from sqlalchemy import select

from api.tables import AuditEvent, WeeklyCheckIn
from tests.acting.care import Care, body_of, on, problem, refusals, stored_of

LAST_WEEK, THIS_WEEK = on(2, 23), on(3, 2)
UNANSWERED = {
    "energy": None,
    "days_in_bed": None,
    "pain_interference": None,
    "enjoyment": None,
    "overall_change": None,
    "note": None,
    "duration_s": None,
}


async def answer(care: Care, monday: str, **answers: object) -> Response:
    body = {"id": str(uuid4()), "recorded_at": care.clock.at.isoformat()}
    return await care.ana.put(f"/v1/me/weekly-check-ins/{monday}", body | answers)


async def stored(care: Care) -> list[WeeklyCheckIn]:
    query = select(WeeklyCheckIn).where(WeeklyCheckIn.client_id == care.ana.id)
    return list(await care.rows(query.order_by(WeeklyCheckIn.monday)))


async def test_a_week_is_stored_once_and_a_replay_says_what_is_stored(care):
    sent = {
        "id": str(uuid4()),
        "energy": 6,
        "days_in_bed": 1,
        "pain_interference": 4,
        "enjoyment": 7,
        "overall_change": 3,
        "note": "Gardening again.",
        "duration_s": 31,
        "recorded_at": "2026-03-02T08:00:00Z",
    }
    first = stored_of(await answer(care, LAST_WEEK, **sent), 201)
    assert first == {"monday": LAST_WEEK, **sent, "goals": [], "undone": False}
    care.advance(hours=1)
    assert stored_of(await answer(care, LAST_WEEK, **sent)) == first
    assert len(await stored(care)) == 1


async def test_every_answer_may_be_left_out_or_null_and_unknown_ones_are_ignored(care):
    left_out = body_of(await answer(care, LAST_WEEK, mood="good"), 201)
    assert {name: left_out[name] for name in UNANSWERED} == UNANSWERED
    assert left_out["goals"] == []
    body_of(await answer(care, THIS_WEEK, **UNANSWERED, goals=None), 201)


async def test_the_answers_recorded_last_count_whatever_order_they_come_in(casting, care):
    care.move(2026, 3, 2, 13)
    bodies = [
        {"energy": 5, "recorded_at": "2026-03-02T12:00:00Z"},
        {"energy": 2, "recorded_at": "2026-03-02T12:00:01Z"},
        {"energy": 9, "recorded_at": "2026-03-02T12:00:01Z"},
    ]
    ends = []
    for order in permutations(bodies):
        someone = await care.of_someone_new(casting)
        someone.sign_in_again()
        for body in [*order, order[0]]:
            care.clock.at += timedelta(seconds=1)
            end = await answer(someone, LAST_WEEK, **body)
        ends.append(end.json()["energy"])
    assert len(ends) == 6
    assert len(set(ends)) == 1
    assert ends[0] in (2, 9)


async def test_a_second_id_converges_and_an_id_belongs_to_one_week_of_one_person(care):
    mine = body_of(await answer(care, LAST_WEEK, energy=4), 201)["id"]
    theirs = str(uuid4())
    body = {"id": theirs, "recorded_at": care.clock.at.isoformat()}
    body_of(await care.cast.cy.put(f"/v1/me/weekly-check-ins/{LAST_WEEK}", body), 201)
    care.advance(hours=1)
    second = body_of(await answer(care, LAST_WEEK, energy=6))
    assert (second["id"], second["energy"]) == (mine, 6)
    for monday in (LAST_WEEK, THIS_WEEK):
        assert problem(await answer(care, monday, id=theirs)) == (404, "not_found")
    assert problem(await answer(care, THIS_WEEK, id=mine)) == (409, "id_of_another_week")
    assert [row.energy for row in await stored(care)] == [6]


async def test_ten_phones_at_once_make_one_row_and_learn_its_id(care):
    answers = await gather(*(answer(care, LAST_WEEK, energy=energy) for energy in range(10)))
    assert sorted(each.status_code for each in answers) == [200] * 9 + [201]
    (row,) = await stored(care)
    assert {each.json()["id"] for each in answers} == {str(row.id)}


async def test_a_week_is_taken_when_it_was_recorded_in_time(care):
    care.move(2026, 3, 16, 9)
    for monday, recorded_at, refused in (
        (on(3, 9), "2026-03-15T18:00:00Z", None),
        (on(3, 16), "2026-03-16T09:00:00Z", None),
        (on(3, 10), "2026-03-15T18:00:00Z", "not_a_monday"),
        (on(3, 23), "2026-03-16T09:00:00Z", "date_in_the_future"),
        # Midnight in Berlin is 23:00 of the day before: a week begins and ends there.
        (on(3, 9), "2026-03-08T23:00:00Z", None),
        (on(3, 9), "2026-03-08T22:59:59Z", "recorded_before_its_week"),
        (on(3, 2), "2026-03-15T22:59:59Z", None),
        (on(3, 2), "2026-03-15T23:00:00Z", "recorded_too_late"),
        (date(2025, 12, 8).isoformat(), "2025-12-14T18:00:00Z", None),
        (date(2025, 12, 1).isoformat(), "2025-12-07T18:00:00Z", "uploaded_too_late"),
    ):
        told = await answer(care, monday, recorded_at=recorded_at)
        if refused is None:
            assert told.status_code in (200, 201), (monday, recorded_at, told.text)
        else:
            assert refusals(told) == [("/monday", refused)], (monday, recorded_at)


async def test_her_own_calendar_says_when_a_week_ends(care):
    care.move(2026, 3, 8, 12)
    await care.travel("Pacific/Auckland")
    # Already Monday the ninth there.
    body_of(await answer(care, on(3, 9)), 201)
    late = await answer(care, on(2, 23))
    assert refusals(late) == [("/monday", "recorded_too_late")]
    body_of(await answer(care, on(2, 23), recorded_at="2026-03-08T10:00:00Z"), 201)


WRONG = [
    ({"energy": 11}, "/energy", "less_than_equal"),
    ({"energy": 4.5}, "/energy", "int_type"),
    ({"days_in_bed": 8}, "/days_in_bed", "less_than_equal"),
    ({"pain_interference": "4"}, "/pain_interference", "int_type"),
    ({"enjoyment": -1}, "/enjoyment", "greater_than_equal"),
    ({"overall_change": 0}, "/overall_change", "greater_than_equal"),
    ({"overall_change": 8}, "/overall_change", "less_than_equal"),
    ({"overall_change": True}, "/overall_change", "int_type"),
    ({"duration_s": -1}, "/duration_s", "greater_than_equal"),
    ({"note": "x" * 2001}, "/note", "too_long"),
    ({"recorded_at": None}, "/recorded_at", "not_text"),
    ({"id": "one"}, "/id", "uuid_parsing"),
]


async def test_what_is_no_answer_is_refused_naming_the_field(care):
    for answers, pointer, code in WRONG:
        assert refusals(await answer(care, LAST_WEEK, **answers)) == [(pointer, code)], answers
    assert refusals(await answer(care, "2026-W09")) == [("/path/monday", "not_a_date")]
    assert await stored(care) == []


async def test_client_and_therapist_read_them_oldest_first_and_that_is_noted(care):
    body_of(await answer(care, THIS_WEEK, energy=2), 201)
    body_of(await answer(care, LAST_WEEK, energy=1), 201)
    path = "/v1/me/weekly-check-ins"
    mine = body_of(await care.ana.get(path))["items"]
    assert [row["energy"] for row in mine] == [1, 2]
    theirs = await care.ben.get(f"/v1/clients/{care.ana.id}/weekly-check-ins")
    assert body_of(theirs)["items"] == mine
    page = body_of(await care.ana.get(path, params={"limit": 1}))
    after = body_of(await care.ana.get(path, params={"limit": 1, "cursor": page["next_cursor"]}))
    assert page["items"] + after["items"] == mine
    assert after["next_cursor"] is None
    some = {"from": on(2, 24), "to": on(3, 2)}
    assert body_of(await care.ana.get(path, params=some))["items"] == mine[1:]
    noted = select(AuditEvent.actor_id).where(AuditEvent.action == "view weekly check-ins")
    assert await care.rows(noted) == [care.ben.id]


async def test_a_client_is_asked_about_a_week_until_she_answered_it(care):
    async def asked(day: date) -> tuple[date, bool]:
        week = body_of(await care.ana.get(f"/v1/me/today?on={day}"))["weekly_check_in"]
        return date.fromisoformat(week["monday"]), week["done"]

    monday, sunday = date(2026, 3, 2), date(2026, 3, 8)
    last = monday - timedelta(days=7)
    assert await asked(monday) == (last, False)
    body_of(await answer(care, LAST_WEEK, energy=5), 201)
    for days in range(6):
        assert await asked(monday + timedelta(days=days)) == (last, True)
    assert await asked(sunday) == (monday, False)
    body_of(await answer(care, THIS_WEEK, note="As before."), 201)
    assert await asked(sunday) == (monday, True)
