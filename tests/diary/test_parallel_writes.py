"""Writes that meet: one row, one order, and nobody is turned away."""

from asyncio import gather
from uuid import UUID, uuid4

from sqlalchemy import select

from api.tables import PrescriptionVersion, ZoneChange
from tests.acting.care import body_of, on

MONDAY = on(3, 2)
WENT_WELL = {200, 201}


async def test_ten_replays_of_a_log_at_once_make_one_row(care):
    item = await care.prescribe("08:00")
    one = str(uuid4())
    answers = await gather(*(care.log(item, MONDAY, "08:00", id=one) for _ in range(10)))
    assert {answer.status_code for answer in answers} <= WENT_WELL
    assert [row.id for row in await care.logs()] == [UUID(one)]


async def test_ten_phones_that_log_a_slot_at_once_make_one_row_and_learn_its_id(care):
    item = await care.prescribe("08:00")
    answers = await gather(*(care.log(item, MONDAY, "08:00", sets_done=n) for n in range(10)))
    assert {answer.status_code for answer in answers} <= WENT_WELL
    (row,) = await care.logs()
    assert {answer.json()["id"] for answer in answers} == {str(row.id)}


async def test_logs_and_undos_of_one_slot_at_once_end_undone(care):
    item = await care.prescribe("08:00")
    one = str(uuid4())
    puts = [care.log(item, MONDAY, "08:00", id=one) for _ in range(5)]
    answers = await gather(*puts, *(care.undo(one) for _ in range(5)))
    assert {answer.status_code for answer in answers} <= WENT_WELL
    assert [row.undone for row in await care.logs()] == [True]


async def test_two_edits_of_one_reading_at_once_make_one_version(care):
    item = await care.prescribe("08:00")
    path, headers = f"/v1/prescriptions/{item['id']}", {"if-match": item["etag"]}
    edits = (care.ben.patch(path, {"note": str(n)}, headers=headers) for n in range(5))
    answers = await gather(*edits)
    assert sorted(answer.status_code for answer in answers) == [200, 412, 412, 412, 412]
    rows = await care.rows(select(PrescriptionVersion.number))
    assert sorted(rows) == [1, 2]


async def test_a_therapist_who_edits_while_the_client_logs_keeps_nobody_waiting_in_vain(care):
    item = await care.prescribe("08:00", "12:00", "16:00", "20:00")
    path = f"/v1/prescriptions/{item['id']}"
    for _ in range(3):
        etag = body_of(await care.ben.get(path))["etag"]
        logs = [str(uuid4()) for _ in range(3)]
        slots = zip(logs, ("12:00", "16:00", "20:00"), strict=True)
        answers = await gather(
            *(care.log(item, MONDAY, slot, id=one) for one, slot in slots),
            care.ben.post(f"{path}/pause"),
            *(care.undo(one) for one in logs),
            care.ben.post(f"{path}/resume"),
            care.ben.patch(path, {"note": "x"}, headers={"if-match": etag}),
        )
        assert {answer.status_code for answer in answers} <= {*WENT_WELL, 412}


async def test_client_and_therapist_who_set_her_zone_at_once_agree_in_the_end(care):
    await care.prescribe("08:00")
    path = f"/v1/clients/{care.ana.id}"
    etag = (await care.ben.get(path)).headers["etag"]
    answers = await gather(
        care.ana.patch("/v1/me", {"timezone": "Asia/Tokyo"}),
        care.ben.patch(path, {"timezone": "Asia/Tokyo"}, headers={"if-match": etag}),
        care.ana.patch("/v1/me", {"timezone": "Asia/Tokyo", "locale": "es"}),
    )
    assert {answer.status_code for answer in answers} <= {200, 412}
    zones = await care.rows(select(ZoneChange.timezone).where(ZoneChange.client_id == care.ana.id))
    assert sorted(zones) == ["Asia/Tokyo", "Europe/Berlin"]
    assert (await care.account()).timezone == "Asia/Tokyo"
