"""What FCM's answers do to the reminder, the phone and the worker."""

import asyncio
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from api.tables import Reminder
from tests.fcm_stub import FcmStub
from tests.push.house import House, monday
from tests.waiting import until

TEN = monday("10:00")


async def a_due_slot(house: House, *targets: str, window_min: int = 120) -> None:
    for target in targets or ("ana-phone",):
        await house.phone(target)
    await house.care.prescribe("10:00", schedule={"window_min": window_min})


async def reminder(house: House) -> Reminder:
    return next(row for row in await house.reminders() if row.due_at == TEN)


async def turn_every(house: House, seconds: int, until_s: int) -> None:
    """Let the worker do its turns from ten o'clock on."""
    for after in range(0, until_s + 1, seconds):
        house.move(TEN + timedelta(seconds=after))
        await house.worker.turn()


async def test_an_unregistered_target_is_disabled_and_no_other(house: House) -> None:
    await a_due_slot(house, "404-unregistered:ana-phone", "ana-tablet")
    assert await house.turn_at("10:00") == ["ana-tablet"]
    assert await house.disabled() == {"ana-phone": "unregistered", "ana-tablet": None}
    assert await house.deliveries() == {"ana-phone": "dead", "ana-tablet": "accepted"}
    assert await house.ends() == {"10:00": ("sent", None)}
    # Tomorrow's slot still stands, for the phone that is left.
    house.move(TEN + timedelta(days=1))
    await house.worker.turn()
    assert (house.pushed, house.stub.requests) == (["ana-tablet", "ana-tablet"], 3)


async def test_a_phone_that_registered_anew_meanwhile_keeps_its_new_target(house: House) -> None:
    await a_due_slot(house)
    house.stub.script("404-unregistered")
    house.stub.hold()
    house.move(TEN)
    turn = asyncio.create_task(house.worker.turn())
    await until(lambda: house.stub.requests == 1, "the push to reach FCM")
    await house.phone("new-target", installation="ana-phone")
    house.stub.release()
    await turn
    assert await house.disabled() == {"ana-phone": None}
    assert await house.ends() == {"10:00": ("failed", "target_dead")}


async def test_with_every_target_dead_it_failed_and_the_schedule_goes_on(house: House) -> None:
    await a_due_slot(house, "404-unregistered:ana-phone")
    await house.turn_at("10:00")
    assert await house.ends() == {"10:00": ("failed", "target_dead")}
    await house.phone("new-target", installation="ana-phone")
    house.move(TEN + timedelta(days=1))
    await house.worker.turn()
    assert house.pushed == ["new-target"]


async def test_a_target_of_another_project_is_disabled_and_the_operator_hears(
    house: House,
) -> None:
    await a_due_slot(house, "403:ana-phone")
    with capture_logs() as logs:
        await house.turn_at("10:00")
    assert await house.disabled() == {"ana-phone": "sender_id_mismatch"}
    assert {"event": "push_refused", "code": "SENDER_ID_MISMATCH"}.items() <= logs[-1].items()


async def test_an_invalid_target_is_disabled_but_not_for_an_invalid_payload(house: House) -> None:
    await a_due_slot(house, "400:ana-phone", "400-payload:ana-tablet", "ana-watch")
    await house.turn_at("10:00")
    assert await house.disabled() == {
        "ana-phone": "invalid_argument",
        "ana-tablet": None,
        "ana-watch": None,
    }
    assert await house.deliveries() == {
        "ana-phone": "dead",
        "ana-tablet": "refused",
        "ana-watch": "accepted",
    }


@pytest.mark.parametrize("behaviour", ["403-bare", "404-bare", "html-502", "html-200"])
async def test_a_refusal_that_is_not_the_phones_fault_disables_nothing(
    house: House, behaviour: str
) -> None:
    await a_due_slot(house, f"{behaviour}:ana-phone")
    with capture_logs() as logs:
        await turn_every(house, 30, 120)
    assert await house.disabled() == {"ana-phone": None}
    assert await house.ends() == {"10:00": ("failed", "refused")}
    assert house.stub.requests == 1
    assert "push_refused" in [entry["event"] for entry in logs]


async def test_a_token_that_fcm_does_not_take_is_tried_again_and_the_operator_hears(
    house: House,
) -> None:
    await a_due_slot(house)
    house.stub.script("401-auth")
    with capture_logs() as logs:
        await house.turn_at("10:00")
    assert {"event": "push_refused", "code": "UNAUTHENTICATED"}.items() <= logs[-1].items()
    assert await house.turn_at("10:00:20") == ["ana-phone"]
    assert await house.ends() == {"10:00": ("sent", None)}


@pytest.mark.parametrize(
    ("behaviour", "accepted"),
    [("hang", 1), ("hang-before", 0), ("reset-before-accept", 0), ("reset-after-accept", 1)],
)
async def test_an_unknown_outcome_is_never_sent_again(
    house: House, behaviour: str, accepted: int
) -> None:
    await a_due_slot(house)
    house.stub.script(behaviour)
    leaving = house.turn_at("10:00")
    await (house.unanswered(leaving) if behaviour.startswith("hang") else leaving)
    await turn_every(house, 20, 200)
    assert (house.stub.requests, len(house.pushed)) == (1, accepted)
    assert await house.ends() == {"10:00": ("failed", "unknown")}
    assert await house.deliveries() == {"ana-phone": "unknown"}


async def test_what_fcm_could_not_take_is_retried_and_accepted_once(house: House) -> None:
    await a_due_slot(house)
    house.stub.script("503", times=2)
    await turn_every(house, 1, 90)
    assert (house.stub.requests, house.pushed) == (3, ["ana-phone"])
    assert await house.ends() == {"10:00": ("sent", None)}
    assert (await reminder(house)).attempts == 3


async def test_the_first_retry_waits_ten_seconds_and_each_later_one_longer(house: House) -> None:
    await a_due_slot(house)
    house.stub.script("503", times=None)
    waits = []
    for _ in range(8):
        now = (await reminder(house)).next_attempt_at
        house.care.clock.at = now
        await house.worker.turn()
        waits.append(((await reminder(house)).next_attempt_at - now).total_seconds())
    assert house.stub.requests == 8
    for attempt, wait in enumerate(waits):
        least = min(10 * 2**attempt, 300)
        assert least <= wait < 2 * least


@pytest.mark.parametrize("behaviour", ["500", "503"])
@pytest.mark.parametrize("wait", ["100", "Mon, 02 Mar 2026 09:01:40 GMT"])
async def test_a_wait_that_fcm_asks_for_is_kept(house: House, behaviour: str, wait: str) -> None:
    await a_due_slot(house)
    house.stub.script(behaviour, retry_after=wait)
    assert await house.turn_at("10:00") == []
    assert (await reminder(house)).next_attempt_at == TEN + timedelta(seconds=100)
    assert await house.turn_at("10:01:39") == []
    assert await house.turn_at("10:01:40") == ["ana-phone"]


async def test_the_longer_wait_of_two_phones_counts(house: House) -> None:
    await a_due_slot(house, "ana-phone", "ana-tablet")
    house.stub.script("503", retry_after=100)
    house.stub.script("503", retry_after=5)
    await house.turn_at("10:00")
    assert (await reminder(house)).next_attempt_at == TEN + timedelta(seconds=100)


async def test_retries_stop_when_the_reminder_expires(house: House) -> None:
    await a_due_slot(house, window_min=5)
    house.stub.script("503", times=None)
    await turn_every(house, 5, 295)
    # By its jitter a try may fall into the last seconds.
    house.care.clock.at = monday("10:05") - timedelta.resolution
    await house.worker.turn()
    tried = house.stub.requests
    house.stub.script("ok", times=None)
    assert tried >= 4
    for wall in ("10:05", "10:06", "12:00"):
        assert await house.turn_at(wall) == []
    assert house.stub.requests == tried
    assert await house.ends() == {"10:00": ("failed", "not_accepted_in_time")}


async def test_a_wait_beyond_its_expiry_ends_a_reminder_at_once(house: House) -> None:
    await a_due_slot(house, window_min=5)
    house.stub.script("503", retry_after=300)
    await house.turn_at("10:00")
    assert await house.ends() == {"10:00": ("failed", "not_accepted_in_time")}


async def test_a_phone_that_was_reached_gets_nothing_when_another_is_retried(
    house: House,
) -> None:
    await a_due_slot(house, "ana-phone", "503:ana-tablet")
    await turn_every(house, 30, 7_200)
    assert house.pushed == ["ana-phone"]
    assert house.stub.requests > 5
    assert await house.ends() == {"10:00": ("sent", None)}


async def test_each_of_two_phones_gets_one_when_either_is_retried(house: House) -> None:
    await a_due_slot(house, "ana-phone", "ana-tablet")
    house.stub.script("503")
    await turn_every(house, 10, 60)
    assert sorted(house.pushed) == ["ana-phone", "ana-tablet"]
    assert house.stub.requests == 3


async def test_what_is_logged_before_a_retry_is_not_sent(house: House) -> None:
    await a_due_slot(house)
    house.stub.script("503")
    await house.turn_at("10:00")
    (item,) = (await house.care.ben.get(f"/v1/clients/{house.care.ana.id}/prescriptions")).json()[
        "items"
    ]
    assert (await house.care.log(item, "2026-03-02", "10:00")).status_code == 201
    await turn_every(house, 30, 120)
    assert house.stub.requests == 1
    assert await house.ends() == {"10:00": ("skipped", "done")}


async def test_a_server_that_is_not_there_is_tried_again(house: House, stub: FcmStub) -> None:
    await a_due_slot(house)
    await stub.__aexit__()
    assert await house.turn_at("10:00") == []
    assert await house.ends() == {"10:00": ("scheduled", None)}
    async with FcmStub(stub.port) as back:
        await house.turn_at("10:01")
        assert [entry["value"] for entry in back.accepted] == ["ana-phone"]
