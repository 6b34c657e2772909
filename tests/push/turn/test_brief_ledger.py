"""The reminder of a brief: what its phone says of it, who reads it, how long it is kept."""

from datetime import timedelta

from sqlalchemy import func, select

from api.platform.db import transaction
from api.tables import Appointment
from push.chores.prune import KEPT
from tests.acting.briefing import book, brief_rows, briefs
from tests.acting.care import at, body_of, problem
from tests.acting.practice import reassign
from tests.push.rig import BEN, Rig

SENT = [("02 13:00", "sent", None)]


async def test_a_receipt_of_bens_phone_is_kept(both: Rig) -> None:
    await both.turn_at("14:00")
    (row,) = await briefs(both.care)
    path = f"/v1/me/reminders/{row.id}/receipt"
    said = {"received_at": "2026-03-02T13:00:00Z", "opened_at": "2026-03-02T13:00:00Z"}
    answer = body_of(await both.care.ben.put(path, said | {"installation_id": BEN}))
    assert answer["deliveries"][0]["opened_at"] == "2026-03-02T13:00:00Z"
    assert problem(await both.care.ana.put(path, said)) == (404, "not_found")
    assert problem(await both.care.cast.dora.put(path, said)) == (404, "not_found")


async def test_ben_reads_what_became_of_it_and_which_brief_it_opens(both: Rig) -> None:
    await both.turn_at("14:00")
    (row,) = await briefs(both.care)
    (item,) = body_of(await both.care.ben.get("/v1/me/briefs"))["items"]
    assert item == body_of(await both.care.ben.get(f"/v1/me/briefs/{row.id}"))
    assert (item["client_id"], item["appointment_id"]) == (
        str(both.care.ana.id),
        str(row.subject_id),
    )
    assert (item["source"], item["state"], item["reason"]) == ("brief", "sent", None)
    assert [each["installation_id"] for each in item["deliveries"]] == [BEN]


async def test_what_became_of_them_comes_in_pages_the_latest_first(rig: Rig) -> None:
    for day in (3, 5, 4):
        await book(rig.care, f"2026-03-{day:02}T14:00:00Z")
    rig.move(at(2026, 3, 5, 13))
    first = body_of(await rig.care.ben.get("/v1/me/briefs", params={"limit": 2}))
    params = {"limit": 2, "cursor": first["next_cursor"]}
    second = body_of(await rig.care.ben.get("/v1/me/briefs", params=params))
    days = [each["local_date"][-2:] for each in first["items"] + second["items"]]
    assert (days, second["next_cursor"]) == (["05", "04", "03"], None)


async def test_those_of_the_next_day_are_listed_and_the_far_future_is_not(both: Rig) -> None:
    for starts_at in ("2026-03-03T09:00:00Z", "2026-03-03T09:00:01Z", "2026-05-04T14:00:00Z"):
        await book(both.care, starts_at)
    items = body_of(await both.care.ben.get("/v1/me/briefs"))["items"]
    assert [each["due_at"][8:16] for each in items] == ["03T08:00", "02T13:00"]


async def test_each_of_two_therapists_has_her_own_with_her_own_phones(both: Rig) -> None:
    ben, dora = both.care.ben, both.care.cast.dora
    await both.phone("dora-phone", dora)
    assert await both.turn_at("14:00") == [BEN]
    await reassign(both.care, dora)
    assert await both.turn_at("14:10") == [BEN, "dora-phone"]
    (hers,) = body_of(await dora.get("/v1/me/briefs"))["items"]
    assert (hers["slot"], hers["state"]) == ("brief", "sent")
    assert [each["installation_id"] for each in hers["deliveries"]] == ["dora-phone"]
    # Back with Ben, who has been told of it.
    await reassign(both.care, ben)
    assert await both.turn_at("14:20") == [BEN, "dora-phone"]
    (his,) = body_of(await ben.get("/v1/me/briefs"))["items"]
    assert [each["installation_id"] for each in his["deliveries"]] == [BEN]


async def test_nobody_elses_ledger_has_it(both: Rig) -> None:
    ben, ana, dora = both.care.ben, both.care.ana, both.care.cast.dora
    await both.care.prescribe("16:00")
    await both.turn_at("14:00")
    (row,) = await briefs(both.care)
    of_ana = body_of(await ben.get(f"/v1/clients/{ana.id}/reminders"))["items"]
    hers = body_of(await ana.get("/v1/me/reminders/upcoming"))["items"]
    assert {each["source"] for each in of_ana} == {each["source"] for each in hers}
    assert {each["source"] for each in of_ana} == {"prescription"}
    assert body_of(await dora.get("/v1/me/briefs"))["items"] == []
    assert {each["source"] for each in body_of(await ben.get("/v1/me/briefs"))["items"]} == {
        "brief"
    }
    for stranger in (dora, both.care.cast.eve):
        assert problem(await stranger.get(f"/v1/me/briefs/{row.id}")) == (404, "not_found")
    await reassign(both.care, dora)
    # It was told to Ben, who sees nothing of her now.
    assert body_of(await ben.get("/v1/me/briefs"))["items"] == []
    assert problem(await ben.get(f"/v1/me/briefs/{row.id}")) == (404, "not_found")


async def test_a_test_push_is_no_brief(both: Rig) -> None:
    answer = body_of(await both.care.ben.post(f"/v1/me/devices/{BEN}/test-push"), 201)
    path = f"/v1/me/briefs/{answer['reminder_id']}"
    assert problem(await both.care.ben.get(path)) == (404, "not_found")


async def test_it_is_forgotten_with_all_that_left_for_it(both: Rig) -> None:
    await both.turn_at("14:00")
    both.move(at(2026, 3, 2, 13) + KEPT)
    await both.worker.prune()
    assert await brief_rows(both.care) == SENT
    both.move(at(2026, 3, 2, 13) + KEPT + timedelta(seconds=1))
    await both.worker.prune()
    assert await brief_rows(both.care) == []
    async with transaction(both.care.sessions, write=False) as session:
        assert await session.scalar(select(func.count()).select_from(Appointment)) == 1
