from uuid import uuid4

from sqlalchemy import select

from api.tables import AuditEvent
from tests.acting.care import Care, Json, body_of, on, problem

MONDAY, TUESDAY = on(3, 2), on(3, 3)
MINE = "/v1/me/logs"


def hers(care: Care) -> str:
    return f"/v1/clients/{care.ana.id}/logs"


async def slots(care: Care, **params: object) -> list[tuple[str, str]]:
    rows = body_of(await care.ben.get(hers(care), params=params))["items"]
    return [(row["local_date"], row["slot"]) for row in rows]


async def two_days(care: Care) -> Json:
    item = await care.prescribe("08:00", "18:00")
    for slot in ("18:00", "08:00"):
        body_of(await care.log(item, MONDAY, slot), 201)
    care.move(2026, 3, 3, 8)
    body_of(await care.log(item, TUESDAY, "08:00"), 201)
    return item


async def test_both_read_what_she_said_in_her_own_words(care):
    item = await care.prescribe("08:00")
    told = {"reason": "pain", "note": "It pulled.", "pain_before": 3, "pain_after": 4}
    made = body_of(await care.log(item, MONDAY, "08:00", "skipped", **told), 201)
    for person, path in ((care.ben, hers(care)), (care.ana, MINE)):
        (row,) = body_of(await person.get(path))["items"]
        assert row == {name: made[name] for name in row}
        assert row.items() >= told.items()
        assert row.keys() >= {"outcome", "sets_done", "stop_signs", "recorded_at"}


async def test_the_newest_date_and_slot_come_first(care):
    await two_days(care)
    assert await slots(care) == [(TUESDAY, "08:00"), (MONDAY, "18:00"), (MONDAY, "08:00")]
    assert await slots(care, **{"from": TUESDAY}) == [(TUESDAY, "08:00")]
    assert await slots(care, to=MONDAY) == [(MONDAY, "18:00"), (MONDAY, "08:00")]
    assert await slots(care, **{"from": on(3, 4), "to": on(3, 9)}) == []
    (mine,) = body_of(await care.ana.get(MINE, params={"from": TUESDAY}))["items"]
    assert mine["local_date"] == TUESDAY


async def test_what_was_undone_is_left_out(care):
    item = await care.prescribe("08:00")
    made = body_of(await care.log(item, MONDAY, "08:00"), 201)
    body_of(await care.undo(made["id"]))
    assert await slots(care) == []


async def test_a_therapist_may_ask_for_one_prescription(care):
    item = await two_days(care)
    habit = await care.prescribe(exercise="hydration")
    body_of(await care.log(habit, TUESDAY, "day"), 201)
    assert await slots(care, prescription_id=habit["id"]) == [(TUESDAY, "day")]
    assert len(await slots(care, prescription_id=item["id"])) == 3
    assert await slots(care, prescription_id=str(uuid4())) == []


async def test_pages_follow_one_another_without_a_gap_even_where_slots_are_alike(care):
    item = await two_days(care)
    other = await care.prescribe("08:00", exercise="cat-cow")
    body_of(await care.log(other, TUESDAY, "08:00"), 201)
    whole = body_of(await care.ben.get(hers(care)))["items"]
    found, cursor = [], None
    while cursor or not found:
        params = {"limit": 1} | ({"cursor": cursor} if cursor else {})
        page = body_of(await care.ben.get(hers(care), params=params))
        found, cursor = found + page["items"], page["next_cursor"]
    assert found == whole
    assert len({row["id"] for row in whole}) == 4
    assert {row["prescription_id"] for row in whole} == {item["id"], other["id"]}


async def test_nobody_reads_anybody_elses(care):
    await two_days(care)
    assert problem(await care.cast.dora.get(hers(care))) == (404, "not_found")
    assert problem(await care.ana.get(hers(care))) == (403, "forbidden")
    assert problem(await care.ben.get(MINE)) == (403, "forbidden")
    assert body_of(await care.cast.cy.get(MINE))["items"] == []


async def test_a_therapists_look_is_noted(care):
    body_of(await care.ben.get(hers(care)))
    (event,) = await care.rows(select(AuditEvent).where(AuditEvent.action == "view logs"))
    assert (event.actor_id, event.client_id) == (care.ben.id, care.ana.id)
