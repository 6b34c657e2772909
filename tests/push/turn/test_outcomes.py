"""What FCM's answers do to the reminder, the phone and the worker."""

import asyncio
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from api.tables import Reminder
from tests.fcm_stub import FcmStub
from tests.push.rig import Rig, monday
from tests.waiting import until

TEN = monday("10:00")


async def a_due_slot(rig: Rig, *targets: str, window_min: int = 120) -> None:
    for target in targets or ("ana-phone",):
        await rig.phone(target)
    await rig.care.prescribe("10:00", schedule={"window_min": window_min})


async def reminder(rig: Rig) -> Reminder:
    return next(row for row in await rig.reminders() if row.due_at == TEN)


async def turn_every(rig: Rig, seconds: int, until_s: int) -> None:
    """Let the worker do its turns from ten o'clock on."""
    for after in range(0, until_s + 1, seconds):
        rig.move(TEN + timedelta(seconds=after))
        await rig.worker.turn()


async def test_an_unregistered_target_is_disabled_and_no_other(rig: Rig) -> None:
    await a_due_slot(rig, "404-unregistered:ana-phone", "ana-tablet")
    assert await rig.turn_at("10:00") == ["ana-tablet"]
    assert await rig.disabled() == {"ana-phone": "unregistered", "ana-tablet": None}
    assert await rig.deliveries() == {"ana-phone": "dead", "ana-tablet": "accepted"}
    assert await rig.ends() == {"10:00": ("sent", None)}
    # Tomorrow's slot still stands, for the phone that is left.
    rig.move(TEN + timedelta(days=1))
    await rig.worker.turn()
    assert (rig.pushed, rig.stub.requests) == (["ana-tablet", "ana-tablet"], 3)


async def test_a_phone_that_registered_anew_meanwhile_keeps_its_new_target(rig: Rig) -> None:
    await a_due_slot(rig)
    rig.stub.script("404-unregistered")
    rig.stub.hold()
    rig.move(TEN)
    turn = asyncio.create_task(rig.worker.turn())
    await until(lambda: rig.stub.requests == 1, "the push to reach FCM")
    await rig.phone("new-target", installation="ana-phone")
    rig.stub.release()
    await turn
    assert await rig.disabled() == {"ana-phone": None}
    assert await rig.ends() == {"10:00": ("failed", "target_dead")}


async def test_with_every_target_dead_it_failed_and_the_schedule_goes_on(rig: Rig) -> None:
    await a_due_slot(rig, "404-unregistered:ana-phone")
    await rig.turn_at("10:00")
    assert await rig.ends() == {"10:00": ("failed", "target_dead")}
    await rig.phone("new-target", installation="ana-phone")
    rig.move(TEN + timedelta(days=1))
    await rig.worker.turn()
    assert rig.pushed == ["new-target"]


async def test_a_target_of_another_project_is_disabled_and_the_operator_hears(
    rig: Rig,
) -> None:
    await a_due_slot(rig, "403:ana-phone")
    with capture_logs() as logs:
        await rig.turn_at("10:00")
    assert await rig.disabled() == {"ana-phone": "sender_id_mismatch"}
    assert {"event": "push_refused", "code": "SENDER_ID_MISMATCH"}.items() <= logs[-1].items()


async def test_an_invalid_target_is_disabled_but_not_for_an_invalid_payload(rig: Rig) -> None:
    await a_due_slot(rig, "400:ana-phone", "400-payload:ana-tablet", "ana-watch")
    await rig.turn_at("10:00")
    assert await rig.disabled() == {
        "ana-phone": "invalid_argument",
        "ana-tablet": None,
        "ana-watch": None,
    }
    assert await rig.deliveries() == {
        "ana-phone": "dead",
        "ana-tablet": "refused",
        "ana-watch": "accepted",
    }


@pytest.mark.parametrize("behaviour", ["403-bare", "404-bare", "html-502", "html-200"])
async def test_a_refusal_that_is_not_the_phones_fault_disables_nothing(
    rig: Rig, behaviour: str
) -> None:
    await a_due_slot(rig, f"{behaviour}:ana-phone")
    with capture_logs() as logs:
        await turn_every(rig, 30, 120)
    assert await rig.disabled() == {"ana-phone": None}
    assert await rig.ends() == {"10:00": ("failed", "refused")}
    assert rig.stub.requests == 1
    assert "push_refused" in [entry["event"] for entry in logs]


async def test_a_token_that_fcm_does_not_take_is_tried_again_and_the_operator_hears(
    rig: Rig,
) -> None:
    await a_due_slot(rig)
    rig.stub.script("401-auth")
    with capture_logs() as logs:
        await rig.turn_at("10:00")
    assert {"event": "push_refused", "code": "UNAUTHENTICATED"}.items() <= logs[-1].items()
    assert await rig.turn_at("10:00:20") == ["ana-phone"]
    assert await rig.ends() == {"10:00": ("sent", None)}


@pytest.mark.parametrize(
    ("behaviour", "accepted"),
    [("hang", 1), ("hang-before", 0), ("reset-before-accept", 0), ("reset-after-accept", 1)],
)
async def test_an_unknown_outcome_is_never_sent_again(
    rig: Rig, behaviour: str, accepted: int
) -> None:
    await a_due_slot(rig)
    rig.stub.script(behaviour)
    leaving = rig.turn_at("10:00")
    await (rig.unanswered(leaving) if behaviour.startswith("hang") else leaving)
    await turn_every(rig, 20, 200)
    assert (rig.stub.requests, len(rig.pushed)) == (1, accepted)
    assert await rig.ends() == {"10:00": ("failed", "unknown")}
    assert await rig.deliveries() == {"ana-phone": "unknown"}


async def test_what_fcm_could_not_take_is_retried_and_accepted_once(rig: Rig) -> None:
    await a_due_slot(rig)
    rig.stub.script("503", times=2)
    await turn_every(rig, 1, 90)
    assert (rig.stub.requests, rig.pushed) == (3, ["ana-phone"])
    assert await rig.ends() == {"10:00": ("sent", None)}
    assert (await reminder(rig)).attempts == 3


async def test_the_first_retry_waits_ten_seconds_and_each_later_one_longer(rig: Rig) -> None:
    await a_due_slot(rig)
    rig.stub.script("503", times=None)
    waits = []
    for _ in range(8):
        now = (await reminder(rig)).next_attempt_at
        rig.care.clock.at = now
        await rig.worker.turn()
        waits.append(((await reminder(rig)).next_attempt_at - now).total_seconds())
    assert rig.stub.requests == 8
    for attempt, wait in enumerate(waits):
        least = min(10 * 2**attempt, 300)
        assert least <= wait < 2 * least


@pytest.mark.parametrize("behaviour", ["500", "503"])
@pytest.mark.parametrize("wait", ["100", "Mon, 02 Mar 2026 09:01:40 GMT"])
async def test_a_wait_that_fcm_asks_for_is_kept(rig: Rig, behaviour: str, wait: str) -> None:
    await a_due_slot(rig)
    rig.stub.script(behaviour, retry_after=wait)
    assert await rig.turn_at("10:00") == []
    assert (await reminder(rig)).next_attempt_at == TEN + timedelta(seconds=100)
    assert await rig.turn_at("10:01:39") == []
    assert await rig.turn_at("10:01:40") == ["ana-phone"]


async def test_the_longer_wait_of_two_phones_counts(rig: Rig) -> None:
    await a_due_slot(rig, "ana-phone", "ana-tablet")
    rig.stub.script("503", retry_after=100)
    rig.stub.script("503", retry_after=5)
    await rig.turn_at("10:00")
    assert (await reminder(rig)).next_attempt_at == TEN + timedelta(seconds=100)


async def test_retries_stop_when_the_reminder_expires(rig: Rig) -> None:
    await a_due_slot(rig, window_min=5)
    rig.stub.script("503", times=None)
    await turn_every(rig, 5, 295)
    # By its jitter a try may fall into the last seconds.
    rig.care.clock.at = monday("10:05") - timedelta.resolution
    await rig.worker.turn()
    tried = rig.stub.requests
    rig.stub.script("ok", times=None)
    assert tried >= 4
    for wall in ("10:05", "10:06", "12:00"):
        assert await rig.turn_at(wall) == []
    assert rig.stub.requests == tried
    assert await rig.ends() == {"10:00": ("failed", "not_accepted_in_time")}


async def test_a_wait_beyond_its_expiry_ends_a_reminder_at_once(rig: Rig) -> None:
    await a_due_slot(rig, window_min=5)
    rig.stub.script("503", retry_after=300)
    await rig.turn_at("10:00")
    assert await rig.ends() == {"10:00": ("failed", "not_accepted_in_time")}


async def test_a_phone_that_was_reached_gets_nothing_when_another_is_retried(
    rig: Rig,
) -> None:
    await a_due_slot(rig, "ana-phone", "503:ana-tablet")
    await turn_every(rig, 30, 7_200)
    assert rig.pushed == ["ana-phone"]
    assert rig.stub.requests > 5
    assert await rig.ends() == {"10:00": ("sent", None)}


async def test_each_of_two_phones_gets_one_when_either_is_retried(rig: Rig) -> None:
    await a_due_slot(rig, "ana-phone", "ana-tablet")
    rig.stub.script("503")
    await turn_every(rig, 10, 60)
    assert sorted(rig.pushed) == ["ana-phone", "ana-tablet"]
    assert rig.stub.requests == 3


async def test_what_is_logged_before_a_retry_is_not_sent(rig: Rig) -> None:
    await a_due_slot(rig)
    rig.stub.script("503")
    await rig.turn_at("10:00")
    (item,) = (await rig.care.ben.get(f"/v1/clients/{rig.care.ana.id}/prescriptions")).json()[
        "items"
    ]
    assert (await rig.care.log(item, "2026-03-02", "10:00")).status_code == 201
    await turn_every(rig, 30, 120)
    assert rig.stub.requests == 1
    assert await rig.ends() == {"10:00": ("skipped", "done")}


async def test_a_server_that_is_not_there_is_tried_again(rig: Rig, stub: FcmStub) -> None:
    await a_due_slot(rig)
    await stub.__aexit__()
    assert await rig.turn_at("10:00") == []
    assert await rig.ends() == {"10:00": ("scheduled", None)}
    async with FcmStub(stub.port) as back:
        await rig.turn_at("10:01")
        assert [entry["value"] for entry in back.accepted] == ["ana-phone"]
