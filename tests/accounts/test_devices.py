from asyncio import gather
from datetime import timedelta

from sqlalchemy import select

from api.tables import Device, Reminder
from tests.acting.care import Care, body_of, problem, refusals
from tests.cast import Person

PHONE = "/v1/me/devices/phone-1"


def body(target: str = "target-1", **more: object) -> dict:
    return {"platform": "android", "target": {"kind": "token", "value": target}} | more


async def register(person: Person, path: str = PHONE, status: int = 201, **more: object) -> dict:
    return body_of(await person.put(path, body(**more)), status)


async def stored(care: Care, installation: str = "phone-1") -> Device:
    (row,) = await care.rows(select(Device).where(Device.installation_id == installation))
    return row


async def test_a_phone_registers_once_and_refreshes(care):
    first = await register(care.ana)
    generation = (await stored(care)).target_generation
    assert first == {
        "installation_id": "phone-1",
        "platform": "android",
        "notifications_allowed": True,
        "refreshed_at": "2026-03-02T08:00:00Z",
        "refresh_by": "2026-04-01T08:00:00Z",
        "enabled": True,
        "awaits_proof": False,
        "timezone": "Europe/Berlin",
        "timezone_pinned": False,
        "warnings": [],
    }
    care.move(2026, 3, 3, 8)
    second = await register(care.ana, status=200, notifications_allowed=False, app_version="2.0.0")
    assert second == first | {
        "notifications_allowed": False,
        "refreshed_at": "2026-03-03T08:00:00Z",
        "refresh_by": "2026-04-02T08:00:00Z",
    }
    row = await stored(care)
    assert (row.account_id, row.app_version, row.target_generation) == (
        care.ana.id,
        "2.0.0",
        generation,
    )


async def test_a_new_target_of_a_phone_is_a_new_generation(care):
    await register(care.ana)
    before = await stored(care)
    await register(care.ana, status=200, target="target-2")
    row = await stored(care)
    assert (row.target, row.target_generation) == ("target-2", before.target_generation + 1)


async def test_a_target_that_moved_leaves_the_installation_it_was_at(care):
    await register(care.ana)
    await register(await care.another_phone(), "/v1/me/devices/phone-2")
    row = await stored(care)
    assert (row.disabled_reason, row.disabled_at) == ("target_moved", care.clock.at)
    assert (await stored(care, "phone-2")).disabled_at is None
    assert problem(await care.ana.post(f"{PHONE}/test-push"))[0] == 409
    await register(care.ana, status=200, target="target-3")
    back = await stored(care)
    assert (back.disabled_at, back.disabled_reason) == (None, None)
    assert back.target_generation == row.target_generation + 1


async def test_a_removed_phone_gets_nothing_until_it_registers_again(care):
    await register(care.ana)
    assert body_of(await care.ana.delete(PHONE)) == {"removed": True}
    assert body_of(await care.ana.delete(PHONE)) == {"removed": True}
    assert (await stored(care)).disabled_reason == "removed"
    assert problem(await care.ana.post(f"{PHONE}/test-push")) == (409, "device_cannot_be_pushed")
    assert (await register(care.ana, status=200))["enabled"] is True


async def test_signing_out_disables_the_phone_of_that_sign_in_only(care):
    await register(care.ana)
    await register(care.ben, "/v1/me/devices/ben-1", target="target-2")
    body_of(await care.ana.post("/v1/auth/sign-out"))
    assert (await stored(care)).disabled_reason == "signed_out"
    assert (await stored(care, "ben-1")).disabled_reason is None


async def test_a_test_push_is_a_reminder_for_one_phone_due_at_once(care):
    await register(care.ana)
    made = body_of(await care.ana.post(f"{PHONE}/test-push"), 201)
    assert (made["state"], made["expires_at"]) == ("scheduled", "2026-03-02T08:05:00Z")
    (row,) = await care.rows(select(Reminder))
    assert str(row.id) == made["reminder_id"]
    assert (row.source, row.prescription_id, row.account_id) == ("test", None, care.ana.id)
    assert row.subject_id == (await stored(care)).id
    assert row.due_at == row.next_attempt_at == care.clock.at
    assert body_of(await care.ana.get("/v1/me/reminders/upcoming")) == {"items": []}


async def test_a_test_push_asked_twice_in_a_second_is_the_same(care):
    await register(care.ana)
    first = body_of(await care.ana.post(f"{PHONE}/test-push"), 201)
    care.clock.at += timedelta(milliseconds=400)
    assert body_of(await care.ana.post(f"{PHONE}/test-push"), 201) == first
    care.clock.at += timedelta(seconds=1)
    later = body_of(await care.ana.post(f"{PHONE}/test-push"), 201)
    assert later["reminder_id"] != first["reminder_id"]


async def test_a_phone_that_allows_no_notifications_takes_no_test_push(care):
    await register(care.ana, notifications_allowed=False)
    assert problem(await care.ana.post(f"{PHONE}/test-push")) == (409, "device_cannot_be_pushed")
    assert await care.rows(select(Reminder)) == []


async def test_a_phone_nobody_registered_is_absent(care):
    assert problem(await care.ana.delete(PHONE)) == (404, "not_found")
    assert problem(await care.ana.post(f"{PHONE}/test-push")) == (404, "not_found")


async def test_a_therapists_phone_registers_the_same_way(care):
    await register(care.ben)
    assert (await stored(care)).account_id == care.ben.id
    body_of(await care.ben.post(f"{PHONE}/test-push"), 201)


async def test_a_phone_that_registers_ten_times_at_once_is_one_phone(care):
    answers = await gather(*(care.ana.put(PHONE, body()) for _ in range(10)))
    assert sorted(answer.status_code for answer in answers) == [200] * 9 + [201]
    (row,) = await care.rows(select(Device))
    assert row.disabled_at is None


async def test_of_many_phones_that_claim_a_target_at_once_one_has_it(care):
    paths = [f"/v1/me/devices/phone-{n}" for n in range(10)]
    answers = await gather(*(care.ana.put(path, body()) for path in paths))
    assert {answer.status_code for answer in answers} <= {201, 503}
    for path, answer in zip(paths, answers, strict=True):
        if answer.status_code == 503:
            assert answer.headers["retry-after"]
            await register(care.ana, path)
    rows = await care.rows(select(Device))
    assert len(rows) == len(paths)
    assert len([row for row in rows if row.disabled_at is None]) == 1


async def test_what_is_no_phone_is_refused(care):
    wrong = [
        (body(platform="symbian"), "/platform", "literal_error"),
        (body(target="has space"), "/target/value", "string_pattern_mismatch"),
        (body(notifications_allowed="yes"), "/notifications_allowed", "bool_type"),
        (body(timezone=1), "/timezone", "string_type"),
        (body(utc_offset_min="60"), "/utc_offset_min", "int_type"),
        ({"platform": "ios"}, "/target", "missing"),
    ]
    for sent, pointer, code in wrong:
        assert refusals(await care.ana.put(PHONE, sent)) == [(pointer, code)]
    odd = await care.ana.put("/v1/me/devices/phone 1", body())
    assert refusals(odd) == [("/path/installation_id", "string_pattern_mismatch")]
    assert body_of(await care.ana.put(PHONE, body(sim="dual")), 201)["enabled"] is True
