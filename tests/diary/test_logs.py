from uuid import uuid4

import pytest

from tests import statements
from tests.acting.care import Care, Json, at, body_of, on, problem, refusals, stored_of

# The caller, her lock, the item, its calendar, whether it is known, the log itself, its reminder,
# and that she answered.
STATEMENTS = 8
OF_A_REMINDER = 2
MONDAY = on(3, 2)


@pytest.fixture
async def item(care: Care) -> Json:
    """Two slots a day since Sunday, one of them before and one after the clock's noon."""
    made = await care.prescribe("08:00", "20:00", schedule={"start_on": on(3, 1)})
    care.move(2026, 3, 2, 12)
    return made


async def outcomes(care: Care) -> dict[tuple[str, str], str]:
    rows = await care.logs()
    return {
        (row.local_date.isoformat(), row.slot): "undone" if row.undone else row.outcome
        for row in rows
    }


async def test_a_log_is_stored_once_and_a_replay_says_what_is_stored(care, item):
    one = str(uuid4())
    sent = {
        "outcome": "partial",
        "reason": "too_tired",
        "sets_done": 1,
        "pain_before": 3,
        "pain_after": 4,
        "effort": 6,
        "stop_signs": ["dizziness"],
        "note": "Stopped early.",
        "recorded_at": "2026-03-02T11:00:00Z",
    }
    first = stored_of(await care.log(item, MONDAY, "08:00", id=one, **sent), 201)
    slot = {"prescription_id": item["id"], "local_date": MONDAY, "slot": "08:00"}
    texts = first.pop("safety_texts")
    assert [text["key"] for text in texts] == ["exercise_stop"]
    assert first == {"id": one, **slot, **sent, "undone": False}
    first["safety_texts"] = texts
    care.move(2026, 3, 2, 13)
    assert stored_of(await care.log(item, MONDAY, "08:00", id=one, **sent)) == first
    (row,) = await care.logs()
    assert row.received_at == at(2026, 3, 2, 12)


async def test_the_log_recorded_last_counts_whatever_order_they_come_in(care, item):
    one = str(uuid4())
    early = {"id": one, "outcome": "skipped", "recorded_at": "2026-03-02T10:00:00Z"}
    late = {"id": one, "outcome": "done", "recorded_at": "2026-03-02T10:00:01Z"}
    body_of(await care.log(item, MONDAY, "08:00", **early), 201)
    assert body_of(await care.log(item, MONDAY, "08:00", **late))["outcome"] == "done"
    assert body_of(await care.log(item, MONDAY, "08:00", **early))["outcome"] == "done"


async def test_a_second_id_for_a_slot_converges_on_the_first(care, item):
    first = body_of(await care.log(item, MONDAY, "08:00", "skipped"), 201)
    care.move(2026, 3, 2, 13)
    second_id = str(uuid4())
    second = body_of(await care.log(item, MONDAY, "08:00", id=second_id))
    assert (second["id"], second["outcome"]) == (first["id"], "done")
    care.move(2026, 3, 2, 14)
    again = body_of(await care.log(item, MONDAY, "08:00", "partial", id=second_id))
    assert (again["id"], again["outcome"]) == (first["id"], "partial")
    assert stored_of(await care.undo(second_id)) == {"id": first["id"], "undone": True}
    assert await outcomes(care) == {(MONDAY, "08:00"): "undone"}


async def test_an_id_belongs_to_one_slot(care, item):
    one, alias = str(uuid4()), str(uuid4())
    body_of(await care.log(item, MONDAY, "08:00", id=one), 201)
    body_of(await care.log(item, MONDAY, "08:00", id=alias))
    for taken in (one, alias):
        other = await care.log(item, MONDAY, "20:00", id=taken)
        assert problem(other) == (409, "id_of_another_slot")
        other = await care.log(item, on(3, 1), "08:00", id=taken)
        assert problem(other) == (409, "id_of_another_slot")
    assert await outcomes(care) == {(MONDAY, "08:00"): "done"}


async def test_someone_elses_id_is_absent(care, item):
    theirs, undone_early = str(uuid4()), str(uuid4())
    body_of(await care.log(item, MONDAY, "08:00", id=theirs), 201)
    body_of(await care.undo(undone_early))
    path = f"/v1/clients/{care.cast.cy.id}/prescriptions"
    body = {"exercise": "chin-tuck", "schedule": {"times": ["08:00"]}}
    cys = body_of(await care.cast.dora.post(path, body), 201)
    for taken in (theirs, undone_early):
        said = {
            "prescription_id": cys["id"],
            "local_date": MONDAY,
            "slot": "08:00",
            "outcome": "done",
            "recorded_at": care.clock.at.isoformat(),
        }
        answer = await care.cast.cy.put(f"/v1/me/logs/{taken}", said)
        assert problem(answer) == (404, "not_found")
        params = {"recorded_at": care.clock.at.isoformat()}
        undo = await care.cast.cy.delete(f"/v1/me/logs/{taken}", params=params)
        assert problem(undo) == (404, "not_found")
    assert await outcomes(care) == {(MONDAY, "08:00"): "done"}


async def test_only_a_slot_that_was_asked_for_on_its_date_can_be_logged(care, item):
    habit = await care.prescribe("10:00", exercise="hydration")
    for asked, day, slot in (
        (item, MONDAY, "09:00"),
        (item, MONDAY, "day"),
        (item, MONDAY, "n1"),
        (habit, MONDAY, "10:00"),
        (habit, on(3, 1), "day"),
    ):
        assert refusals(await care.log(asked, day, slot)) == [("/slot", "not_a_slot_of_this_date")]
    for odd in ("8:00", "24:00", "n", "evening"):
        assert refusals(await care.log(item, MONDAY, odd))[0][0] == "/slot"
    cys = {"id": str(uuid4())}
    refused = [("/prescription_id", "unknown_prescription")]
    assert refusals(await care.log(cys, MONDAY, "08:00")) == refused
    body_of(await care.log(habit, MONDAY, "day"), 201)


async def test_someone_elses_prescription_is_unknown(care, item):
    said = {"prescription_id": item["id"], "local_date": MONDAY, "slot": "08:00"}
    said |= {"outcome": "done", "recorded_at": care.clock.at.isoformat()}
    answer = await care.cast.cy.put(f"/v1/me/logs/{uuid4()}", said)
    assert refusals(answer) == [("/prescription_id", "unknown_prescription")]


async def test_a_slot_is_taken_when_it_was_recorded_in_time(care, item):
    care.move(2026, 6, 10, 9)
    await care.edit(item, effective_on=on(6, 10))
    for day, recorded_at, refused in (
        (on(6, 10), "2026-06-10T09:00:00Z", None),
        (on(6, 9), "2026-06-10T09:00:00Z", None),
        (on(6, 8), "2026-06-09T21:59:59Z", None),
        (on(6, 8), "2026-06-09T22:00:00Z", "recorded_too_late"),
        (on(6, 5), "2026-06-03T12:00:00Z", "recorded_before_its_date"),
        (on(3, 10), "2026-03-10T18:00:00Z", None),
        (on(3, 9), "2026-03-09T18:00:00Z", "uploaded_too_late"),
        (on(6, 12), "2026-06-10T09:00:00Z", "date_in_the_future"),
        # A phone whose clock is a year ahead: what counts is when it came.
        (on(6, 10), "2027-06-10T09:00:00Z", None),
    ):
        answer = await care.log(item, day, "20:00", recorded_at=recorded_at)
        if refused is None:
            assert answer.status_code in (200, 201), (day, recorded_at, answer.text)
        else:
            assert refusals(answer) == [("/local_date", refused)], (day, recorded_at)


async def test_a_paused_slot_can_be_logged_and_one_that_no_plan_had_cannot(care, item):
    await care.act_on(item, "pause")
    body_of(await care.log(item, MONDAY, "20:00"), 201)
    await care.act_on(item, "stop")
    body_of(await care.log(item, MONDAY, "08:00"), 201)
    care.move(2026, 3, 3, 12)
    refused = await care.log(item, on(3, 3), "09:00")
    assert refusals(refused) == [("/slot", "not_a_slot_of_this_date")]


async def test_an_undone_log_counts_again_only_when_recorded_later(care, item):
    one = str(uuid4())
    body_of(await care.log(item, MONDAY, "08:00", id=one), 201)
    care.move(2026, 3, 2, 13)
    assert stored_of(await care.undo(one)) == {"id": one, "undone": True}
    assert stored_of(await care.undo(one)) == {"id": one, "undone": True}
    for recorded_at in ("2026-03-02T12:59:59Z", "2026-03-02T13:00:00Z"):
        old = await care.log(item, MONDAY, "08:00", id=one, recorded_at=recorded_at)
        assert body_of(old)["undone"] is True
    care.move(2026, 3, 2, 14)
    assert body_of(await care.log(item, MONDAY, "08:00", id=one))["undone"] is False
    assert body_of(await care.undo(one, at(2026, 3, 2, 13, 30)))["undone"] is False
    assert await outcomes(care) == {(MONDAY, "08:00"): "done"}


async def test_an_undo_that_comes_before_its_log_is_remembered(care, item):
    one = str(uuid4())
    assert stored_of(await care.undo(one)) == {"id": one, "undone": True}
    assert await care.logs() == []
    care.move(2026, 3, 2, 13)
    early = {"id": one, "recorded_at": "2026-03-02T11:00:00Z"}
    assert body_of(await care.log(item, MONDAY, "08:00", **early), 201)["undone"] is True
    assert body_of(await care.log(item, MONDAY, "08:00", id=one))["undone"] is False


WRONG = [
    ({"outcome": "paused"}, "/outcome", "literal_error"),
    ({"outcome": "skipped", "reason": "holiday"}, "/reason", "unknown_reason"),
    ({"stop_signs": ["dizziness", "Too Bored"]}, "/stop_signs/1", "string_pattern_mismatch"),
    ({"sets_done": -1}, "/sets_done", "greater_than_equal"),
    ({"pain_after": 11}, "/pain_after", "less_than_equal"),
    ({"effort": 5.0}, "/effort", "int_type"),
    ({"recorded_at": "yesterday"}, "/recorded_at", "datetime_from_date_parsing"),
    ({"recorded_at": "2026-03-02T08:00:00"}, "/recorded_at", "offset_missing"),
    ({"local_date": "2026-02-30"}, "/local_date", "date_from_datetime_parsing"),
]


async def test_what_is_no_log_is_refused_naming_the_field(care, item):
    for change, pointer, code in WRONG:
        answer = await care.log(item, MONDAY, "08:00", **change)
        assert refusals(answer)[0][0] == pointer, change
        if not code.endswith("_parsing"):
            assert refusals(answer) == [(pointer, code)], change
    assert refusals(await care.log(item, MONDAY, "08:00", id="one"))[0][0] == "/path/log_id"
    assert refusals(await care.ana.delete(f"/v1/me/logs/{uuid4()}")) == [
        ("/query/recorded_at", "missing")
    ]
    assert await care.logs() == []
    body_of(await care.log(item, MONDAY, "08:00", heart_rate=90), 201)


async def test_a_log_takes_few_statements_and_so_does_its_replay(care, item):
    body_of(await care.log(item, MONDAY, "08:00"), 201)
    one, said = str(uuid4()), {"recorded_at": care.clock.at.isoformat()}
    for status, most in ((201, STATEMENTS + OF_A_REMINDER), (200, STATEMENTS)):
        with statements.asked(care.sessions.engine.sync_engine) as seen:
            body_of(await care.log(item, MONDAY, "20:00", id=one, **said), status)
        told = [sql for sql, _ in seen if sql.startswith(("SELECT", "INSERT", "UPDATE", "DELETE"))]
        assert len(told) <= most, told
