from asyncio import gather
from datetime import timedelta
from itertools import permutations
from uuid import UUID, uuid4

from sqlalchemy import select

from api.tables import CheckIn
from tests.acting.care import Care, Json, at, body_of, on, problem, refusals, stored_of

MONDAY = on(3, 2)
UNANSWERED = {
    "pain_average": None,
    "pain_worst": None,
    "sleep_quality": None,
    "sleep_hours": None,
    "stress": None,
    "pain_medicine": None,
    "impact": None,
    "body_map": [],
    "red_flags": [],
    "note": None,
    "duration_s": None,
}


async def stored(care: Care) -> list[CheckIn]:
    query = select(CheckIn).where(CheckIn.client_id == care.ana.id)
    return list(await care.rows(query.order_by(CheckIn.on_date)))


async def test_a_check_in_is_stored_once_and_a_replay_says_what_is_stored(care):
    sent = {
        "id": str(uuid4()),
        "pain_average": 4,
        "pain_worst": 7,
        "sleep_quality": 6,
        "sleep_hours": 7.5,
        "stress": 3,
        "pain_medicine": True,
        "impact": False,
        "body_map": [{"region": "neck", "side": "left", "role": "referred", "tingling": True}],
        "red_flags": [],
        "note": "Slept well.",
        "duration_s": 24,
        "recorded_at": "2026-03-02T08:00:00Z",
    }
    first = stored_of(await care.check_in(MONDAY, **sent), 201)
    assert first == {"date": MONDAY, **sent, "undone": False, "safety_texts": []}
    care.move(2026, 3, 2, 9)
    assert stored_of(await care.check_in(MONDAY, **sent)) == first
    (row,) = await stored(care)
    assert (row.created_at, row.received_at) == (at(2026, 3, 2, 8), at(2026, 3, 2, 8))


async def test_every_answer_may_be_left_out_or_null(care):
    left_out = stored_of(await care.check_in(MONDAY), 201)
    head = {name: left_out[name] for name in ("id", "date", "recorded_at")}
    assert left_out == UNANSWERED | head | {"undone": False, "safety_texts": []}
    null = {name: None for name in UNANSWERED if name not in ("body_map", "red_flags")}
    body_of(await care.check_in(on(3, 1), **null), 201)
    assert body_of(await care.check_in(MONDAY, mood="good"))["id"] == left_out["id"]


async def test_the_answers_recorded_last_count_whatever_order_they_come_in(care):
    one = str(uuid4())
    noon = {"id": one, "pain_average": 5, "recorded_at": "2026-03-02T12:00:00Z"}
    later = {"id": one, "pain_average": 2, "stress": 1, "recorded_at": "2026-03-02T12:00:01Z"}
    care.move(2026, 3, 2, 13)
    body_of(await care.check_in(MONDAY, **noon), 201)
    care.move(2026, 3, 2, 14)
    newer = stored_of(await care.check_in(MONDAY, **later))
    assert (newer["pain_average"], newer["stress"]) == (2, 1)
    care.move(2026, 3, 2, 15)
    assert stored_of(await care.check_in(MONDAY, **noon)) == newer


async def test_answers_of_one_instant_end_the_same_in_any_order(casting, care):
    bodies = [{"pain_average": pain, "recorded_at": "2026-03-02T08:00:00Z"} for pain in (1, 5, 9)]
    ends = []
    for order in permutations(bodies):
        someone = await care.of_someone_new(casting)
        for body in order:
            answer = await someone.check_in(MONDAY, **body)
        ends.append(answer.json()["pain_average"])
    assert len(ends) == 6
    assert len(set(ends)) == 1


async def test_a_second_id_for_a_date_converges_on_the_first(care):
    first = body_of(await care.check_in(MONDAY, pain_average=4), 201)
    care.move(2026, 3, 2, 9)
    second = body_of(await care.check_in(MONDAY, pain_average=6))
    assert (second["id"], second["pain_average"]) == (first["id"], 6)
    assert len(await stored(care)) == 1


async def test_an_id_belongs_to_one_date_of_one_person(care):
    sunday = on(3, 1)
    mine = body_of(await care.check_in(MONDAY, pain_average=4), 201)["id"]
    theirs = str(uuid4())
    body = {"id": theirs, "recorded_at": care.clock.at.isoformat()}
    body_of(await care.cast.cy.put(f"/v1/me/check-ins/{MONDAY}", body), 201)
    care.move(2026, 3, 2, 9)

    async def try_both_on(*days: str) -> None:
        for day in days:
            refused = await care.check_in(day, id=theirs, pain_average=9)
            assert problem(refused) == (404, "not_found")
        other_date = await care.check_in(sunday, id=mine, pain_average=9)
        assert problem(other_date) == (409, "id_of_another_date")

    await try_both_on(MONDAY, sunday)
    body_of(await care.check_in(sunday, pain_average=1), 201)
    care.move(2026, 3, 2, 10)
    await try_both_on(sunday)
    assert [row.pain_average for row in await stored(care)] == [1, 4]


WRONG = [
    ({"pain_average": 11}, "/pain_average", "less_than_equal"),
    ({"pain_average": 4.5}, "/pain_average", "int_type"),
    ({"pain_worst": "4"}, "/pain_worst", "int_type"),
    ({"sleep_hours": 24.5}, "/sleep_hours", "less_than_equal"),
    ({"pain_medicine": 1}, "/pain_medicine", "bool_type"),
    ({"body_map": [{"region": "The tail"}]}, "/body_map/0/region", "string_pattern_mismatch"),
    ({"body_map": [{"region": "neck", "side": 1}]}, "/body_map/0/side", "string_type"),
    ({"sent_at": "2026-03-02T08:00:00"}, "/sent_at", "offset_missing"),
    ({"recorded_at": "2026-03-02T08:00:00"}, "/recorded_at", "offset_missing"),
    ({"recorded_at": None}, "/recorded_at", "not_text"),
    ({"id": "one"}, "/id", "uuid_parsing"),
    ({"note": "x" * 2001}, "/note", "too_long"),
]


async def test_what_is_no_answer_is_refused_naming_the_field(care):
    for answers, pointer, code in WRONG:
        assert refusals(await care.check_in(MONDAY, **answers)) == [(pointer, code)], answers
    assert refusals(await care.check_in("2026-3-2")) == [("/path/date", "not_a_date")]
    assert refusals(await care.check_in("2026-02-30"))[0][0] == "/path/date"
    assert await stored(care) == []


async def test_client_and_therapist_read_them_oldest_first_page_by_page(care):
    care.move(2026, 3, 4, 9)
    for day in (4, 3, 2):
        recorded_at = at(2026, 3, day, 8).isoformat()
        body_of(await care.check_in(on(3, day), pain_average=day, recorded_at=recorded_at), 201)

    async def read(person, path, **params) -> list[Json]:
        found, cursor = [], None
        while not found or cursor:
            more = params | ({"cursor": cursor} if cursor else {})
            page = body_of(await person.get(path, params=more))
            found += page["items"]
            cursor = page["next_cursor"]
        return found

    mine = await read(care.ana, "/v1/me/check-ins", limit=1)
    assert [row["pain_average"] for row in mine] == [2, 3, 4]
    assert await read(care.ben, f"/v1/clients/{care.ana.id}/check-ins") == mine
    some = {"from": on(3, 3), "to": on(3, 3)}
    assert await read(care.ana, "/v1/me/check-ins", **some) == mine[1:2]


async def test_ten_replays_at_once_make_one_row(care):
    one = str(uuid4())
    answers = await gather(*(care.check_in(MONDAY, id=one, pain_average=4) for _ in range(10)))
    assert {answer.status_code for answer in answers} <= {200, 201}
    assert [row.id for row in await stored(care)] == [UUID(one)]


async def test_ten_phones_at_once_make_one_row_and_learn_its_id(care):
    answers = await gather(*(care.check_in(MONDAY, pain_average=pain) for pain in range(10)))
    assert sorted(answer.status_code for answer in answers) == [200] * 9 + [201]
    (row,) = await stored(care)
    assert {answer.json()["id"] for answer in answers} == {str(row.id)}


async def test_an_id_sent_for_two_dates_at_once_ends_at_one_of_them(care):
    one = str(uuid4())
    days = (MONDAY, on(3, 1))
    answers = await gather(*(care.check_in(day, id=one) for day in days))
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    care.clock.at += timedelta(seconds=1)
    again = [(await care.check_in(day, id=one)).status_code for day in days]
    assert sorted(again) == [200, 409]


async def test_ten_wrong_ids_at_once_are_refused_and_hold_nobody_up(care):
    taken = body_of(await care.check_in(MONDAY), 201)["id"]
    answers = await gather(*(care.check_in(on(3, 1), id=taken) for _ in range(10)))
    assert {problem(answer) for answer in answers} == {(409, "id_of_another_date")}
