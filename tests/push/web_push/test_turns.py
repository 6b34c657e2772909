"""Browsers in the worker's turns: all that a phone of FCM's goes through, by another way."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from api.platform.db import Sessions, transaction
from api.platform.settings import Settings
from api.tables import Delivery, Device, Reminder
from push.fcm.client import open_fcm
from push.holds.holds import Holds, read_holds
from push.worker import Worker
from tests.acting.care import body_of
from tests.acting.planning import give_email
from tests.cast import Casting
from tests.loops import the_loop
from tests.push.rig import ANA, CONNECTIONS, MONDAY, TIMEOUT_S, Rig, monday
from tests.push.web_push.acting import subscribe
from tests.push_service_stub import PushService
from tests.waiting import until

TEN = monday("10:00")
APP = "/v1/me/devices/app"


async def reminded(rig: Rig) -> dict:
    item = await rig.care.prescribe("10:00")
    await rig.turn_at("10:00")
    return item


async def test_each_phone_is_reached_on_the_way_that_its_target_is_for(
    rig: Rig, service: PushService
) -> None:
    await subscribe(rig, service.browser("ana"), locale="es")
    await rig.phone(ANA, await rig.care.another_phone())
    item = await reminded(rig)
    assert rig.pushed == [ANA]
    (row,) = [each for each in await rig.reminders() if each.due_at == TEN]
    (shown,) = service.messages("ana")
    assert (shown["action"], shown["tag"], shown["lang"]) == ("show", str(row.id), "es")
    assert shown["opens"] == {
        "slot": "10:00",
        "local_date": MONDAY,
        "prescription_id": item["id"],
    }
    assert await rig.deliveries() == {"app": "accepted", ANA: "accepted"}
    assert await rig.ends() == {"10:00": ("sent", None)}


async def test_no_word_that_a_browser_gets_tells_what_it_is_about(
    rig: Rig, service: PushService
) -> None:
    await subscribe(rig, service.browser("ana"))
    await rig.care.prescribe("10:00", exercise="chin-tuck")
    await rig.turn_at("10:00")
    text = service.accepted[0].text.decode().lower()
    for word in ("chin", "tuck", "neck", "pain", "ana", "ben", "practice", "exercise"):
        assert word not in text.replace(service.messages()[0]["tag"], "")


async def test_the_check_in_opens_itself_and_a_test_nothing(rig: Rig, service: PushService) -> None:
    await subscribe(rig, service.browser("ana"))
    await rig.prefer(check_in_time="10:00")
    await give_email(rig.care)
    rig.move(monday("09:59"))
    await rig.worker.plan()
    await rig.turn_at("10:01")
    body_of(await rig.care.ana.post(f"{APP}/test-push"), 201)
    await rig.worker.turn()
    check_in, test = service.messages()
    assert check_in["opens"] == {
        "slot": "check_in",
        "local_date": MONDAY,
        "prescription_id": None,
    }
    assert "opens" not in test
    assert test["title"] == "Test message"


async def test_a_receipt_of_a_browser_counts_for_it(rig: Rig, service: PushService) -> None:
    await subscribe(rig, service.browser("ana"))
    await reminded(rig)
    reminder_id = service.messages()[0]["reminder_id"]
    said = {"received_at": TEN.isoformat(), "installation_id": "app"}
    told = body_of(await rig.care.ana.put(f"/v1/me/reminders/{reminder_id}/receipt", said))
    assert told["deliveries"][0]["received_at"] == "2026-03-02T09:00:00Z"


async def test_done_on_one_phone_it_is_cleared_in_the_browser(
    rig: Rig, service: PushService
) -> None:
    await rig.phone(ANA)
    await subscribe(rig, service.browser("ana"), await rig.care.another_phone())
    item = await reminded(rig)
    body_of(await rig.care.log(item, MONDAY, "10:00"), 201)
    await rig.worker.clear()
    shown, cleared = service.messages("ana")
    assert cleared == {"action": "clear", "reminder_id": shown["reminder_id"]}
    first, second = (each.headers["topic"] for each in service.accepted)
    assert first == second


@pytest.mark.parametrize("name", ["404:ana", "410:ana"])
async def test_a_subscription_that_is_over_is_disabled_until_it_is_made_anew(
    rig: Rig, service: PushService, name: str
) -> None:
    await subscribe(rig, service.browser(name))
    await reminded(rig)
    assert await rig.disabled() == {"app": "unregistered"}
    assert await rig.ends() == {"10:00": ("failed", "target_dead")}
    assert (await subscribe(rig, service.browser("anew")))["enabled"] is True
    rig.move(TEN + timedelta(days=1))
    await rig.worker.turn()
    assert len(service.messages("anew")) == 1


async def test_what_is_unknown_is_not_sent_again(rig: Rig, service: PushService) -> None:
    await subscribe(rig, service.browser("hang:ana"))
    await rig.care.prescribe("10:00")
    rig.move(TEN)
    turn = asyncio.ensure_future(rig.worker.turn())
    await until(lambda: service.requests == 1, "the push to reach the service")
    the_loop().skip(TIMEOUT_S)
    await turn
    assert await rig.ends() == {"10:00": ("failed", "unknown")}
    await rig.turn_at("10:05")
    assert service.requests == 1


async def test_what_a_service_puts_off_is_sent_when_it_says(rig: Rig, service: PushService) -> None:
    await subscribe(rig, service.browser("ana"))
    service.answer("503", retry_after="40")
    await reminded(rig)
    service.answer(None)
    await rig.turn_at("10:00:39")
    assert service.messages() == []
    await rig.turn_at("10:00:40")
    assert len(service.messages()) == 1
    assert await rig.ends() == {"10:00": ("sent", None)}


async def test_new_keys_of_a_browser_are_used_from_then_on(rig: Rig, service: PushService) -> None:
    await subscribe(rig, service.browser("ana"))
    (before,) = await rig.devices()
    service.forget("ana")
    await subscribe(rig, service.browser("ana"))
    (device,) = await rig.devices()
    assert device.target == before.target
    assert device.target_generation == before.target_generation + 1
    await reminded(rig)
    assert len(service.messages("ana")) == 1


async def test_a_browsers_target_is_proven_by_the_browser_that_it_reaches(
    rig: Rig, service: PushService
) -> None:
    rig.move(TEN)
    browser, cy = service.browser("ana"), rig.care.cast.cy
    await subscribe(rig, browser)
    told = await subscribe(rig, browser, cy, "cys")
    assert (told["enabled"], told["awaits_proof"]) == (False, True)
    await rig.worker.turn()
    (proof,) = service.messages("ana")
    assert (proof["action"], proof["installation_id"]) == ("proof", "cys")
    told = await subscribe(rig, browser, cy, "cys", proof=proof["proof"])
    assert (told["enabled"], told["awaits_proof"]) == (True, False)
    assert await rig.disabled() == {"app": "target_moved", "cys": None}


async def test_who_knows_an_endpoint_but_not_its_keys_proves_nothing(
    rig: Rig, service: PushService
) -> None:
    """Its browser cannot read what was encrypted with a stranger's keys."""
    rig.move(TEN)
    browser, cy = service.browser("ana"), rig.care.cast.cy
    await subscribe(rig, browser)
    strangers = {**service.browser("cys").target, "endpoint": browser.endpoint}
    body = {"platform": "web", "target": strangers}
    answer = await cy.put("/v1/me/devices/cys", body)
    assert answer.json()["awaits_proof"] is True
    await rig.worker.turn()
    assert (service.messages("ana"), service.unreadable) == ([], 1)
    await rig.care.prescribe("10:10")
    await rig.turn_at("10:10")
    assert len(service.messages("ana")) == 1
    assert await rig.disabled() == {"app": None, "cys": "awaits_proof"}


async def test_a_worker_without_a_key_pushes_to_no_browser_and_says_so(
    rig: Rig, service: PushService, settings: Settings
) -> None:
    await subscribe(rig, service.browser("ana"))
    own, fcm = rig.worker, open_fcm("p", rig.stub.url, CONNECTIONS, TIMEOUT_S)
    without = Worker(settings, own._sessions, own._clock, own._dispatcher.library, fcm)
    await rig.care.prescribe("10:00")
    rig.move(TEN)
    await without.turn()
    assert await rig.ends() == {"10:00": ("skipped", "no_device")}
    assert (service.requests, rig.stub.requests) == (0, 0)
    await fcm.close()


async def test_a_worker_for_browsers_alone_leaves_fcms_phones_out(
    rig: Rig, service: PushService, settings: Settings
) -> None:
    await rig.phone(ANA)
    await subscribe(rig, service.browser("ana"), await rig.care.another_phone())
    own = rig.worker
    browsers = own._transport._transports[0]
    alone = Worker(settings, own._sessions, own._clock, own._dispatcher.library, browsers)
    await rig.care.prescribe("10:00")
    rig.move(TEN)
    await alone.turn()
    assert await rig.deliveries() == {"app": "accepted"}
    assert await rig.ends() == {"10:00": ("sent", None)}


async def test_nothing_silent_goes_to_a_service_that_ends_the_subscription_for_it(
    rig: Rig, service: PushService, sessions: Sessions
) -> None:
    await rig.phone(ANA)
    await subscribe(rig, service.browser("ana"), await rig.care.another_phone())
    item = await reminded(rig)
    async with transaction(sessions) as session:
        device = await session.scalar(select(Device).where(Device.installation_id == "app"))
        device.target = "https://web.push.apple.com/QGuQyavXutnMH86wlmXHnn"
    body_of(await rig.care.log(item, MONDAY, "10:00"), 201)
    await rig.worker.clear()
    assert len(service.messages()) == 1
    rows = await rig.care.rows(select(Delivery))
    assert [row.clear_at for row in rows] == [None, None]


async def held(sessions: Sessions, rig: Rig) -> Holds:
    async with transaction(sessions) as session:
        return await read_holds(session, rig.care.clock.at)


async def crowd(rig: Rig, service: PushService, casting: Casting, size: int) -> None:
    """Have so many clients of Ben's be due at ten, each with a browser."""
    for number in range(size):
        care = await rig.care.of_someone_new(casting)
        body = {"platform": "web", "target": service.browser(f"client-{number}").target}
        body_of(await care.ana.put(f"/v1/me/devices/app-{number}", body), 201)
        await care.prescribe("10:00")


@pytest.mark.parametrize("said", ["403", "429"])
async def test_one_persons_subscription_holds_up_nobody(
    rig: Rig, service: PushService, sessions: Sessions, said: str
) -> None:
    await subscribe(rig, service.browser(f"{said}:ana"))
    for number in range(4):
        await subscribe(
            rig,
            service.browser(f"{said}:{number}"),
            await rig.care.another_phone(),
            f"app-{number}",
        )
    await reminded(rig)
    assert service.requests == 5
    assert await held(sessions, rig) == Holds(None, {})
    assert await rig.ends() == {"10:00": ("scheduled", None)}
    assert set((await rig.disabled()).values()) == {None}


@pytest.mark.parametrize(
    ("said", "code", "retry_after", "lasts"),
    [
        ("403", "VAPID_REJECTED", None, timedelta(minutes=10)),
        ("429", "THROTTLED", "90", timedelta(seconds=90)),
    ],
)
async def test_what_several_people_meet_holds_all_browsers_and_no_other_phone(
    rig: Rig,
    service: PushService,
    sessions: Sessions,
    casting: Casting,
    said: str,
    code: str,
    retry_after: str | None,
    lasts: timedelta,
) -> None:
    await crowd(rig, service, casting, 3)
    await rig.phone(ANA)
    await rig.care.prescribe("10:00")
    service.answer(said, retry_after)
    with capture_logs() as logs:
        await rig.turn_at("10:00")
    begun = [(each["scope"], each["code"]) for each in logs if each["event"] == "push_held"]
    assert begun == [("web_push", code)]
    assert (await held(sessions, rig)).scopes == {"web_push": TEN + lasts}
    service.answer(None)
    rig.move(monday("10:01"))
    await rig.test_push(ANA)
    await rig.worker.turn()
    assert (rig.pushed, service.messages()) == ([ANA, ANA], [])
    rig.move(TEN + lasts)
    await rig.worker.turn()
    assert len(service.messages()) == 3
    rows = await rig.care.rows(select(Reminder).where(Reminder.due_at == TEN))
    assert {row.state for row in rows} == {"sent"}


async def test_few_that_are_rejected_among_many_that_are_accepted_hold_up_nobody(
    rig: Rig, service: PushService, sessions: Sessions, casting: Casting
) -> None:
    await crowd(rig, service, casting, 4)
    for number in range(3):
        care = await rig.care.of_someone_new(casting)
        body = {"platform": "web", "target": service.browser(f"403:{number}").target}
        body_of(await care.ana.put(f"/v1/me/devices/wrong-{number}", body), 201)
        await care.prescribe("10:00")
    await rig.turn_at("10:00")
    assert len(service.messages()) == 4
    assert await held(sessions, rig) == Holds(None, {})


async def test_a_key_that_is_rejected_is_told_to_the_operator(
    rig: Rig, service: PushService
) -> None:
    await subscribe(rig, service.browser("403:ana"))
    with capture_logs() as logs:
        await reminded(rig)
    refused = {"event": "push_refused", "code": "VAPID_REJECTED", "pushes": 1}
    assert any(refused.items() <= each.items() for each in logs)
    assert service.url not in str(logs)
