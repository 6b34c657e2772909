"""The queue as an operator sees it: reminders due now, the oldest, and those of the next hour."""

from datetime import timedelta
from uuid import UUID

import pytest
from prometheus_client import REGISTRY
from sqlalchemy import update

from api.platform.clock import SetClock
from api.platform.db import Sessions, transaction
from api.tables import Reminder
from push import vitals
from push.metrics import DISAGREEING, DUE, OLDEST, QUEUE
from push.vitals import sample, waiting
from tests.acting.care import body_of
from tests.conftest import NOW
from tests.push.crowds import gather_crowd
from tests.push.rig import Rig
from tests.statements import plan_of

INSTANT = timedelta(microseconds=1)
HOUR = timedelta(hours=1)


def seen() -> tuple[float, float, float]:
    return DUE._value.get(), OLDEST._value.get(), QUEUE._value.get()


async def test_an_empty_queue_is_all_zeros(sessions: Sessions, clock: SetClock) -> None:
    await sample(sessions, clock)
    assert seen() == (0, 0, 0)


async def test_due_is_what_could_leave_now_and_queued_what_could_within_the_hour(
    sessions: Sessions, clock: SetClock
) -> None:
    for due_at in (NOW - HOUR, NOW, NOW + INSTANT, NOW + HOUR, NOW + HOUR + INSTANT):
        await gather_crowd(sessions, 1, NOW, due_at, first=int((due_at - NOW) / INSTANT))
    await sample(sessions, clock)
    assert seen() == (2, 3600, 4)


async def test_phones_that_are_pushed_to_and_whose_clock_rules_differ_are_counted(
    rig: Rig,
) -> None:
    odd = {"timezone": "Europe/Berlin", "utc_offset_min": 120}
    for target, said in (("one", odd), ("two", odd), ("three", odd | {"utc_offset_min": 60})):
        await rig.phone(target, **said)
    await rig.worker.sample()
    assert DISAGREEING._value.get() == 2
    body_of(await rig.care.ana.delete("/v1/me/devices/one"))
    await rig.worker.sample()
    assert DISAGREEING._value.get() == 1
    await rig.phone("two", timezone="Europe/Berlin")
    await rig.worker.sample()
    assert DISAGREEING._value.get() == 0


async def test_the_look_at_clocks_goes_along_its_index(sessions: Sessions) -> None:
    await gather_crowd(sessions, 300, NOW, NOW)
    plan = await plan_of(sessions, vitals._DISAGREEING, {})
    assert "ix_devices_disagreeing" in "\n".join(plan)


async def test_what_is_to_come_is_not_overdue(sessions: Sessions, clock: SetClock) -> None:
    await gather_crowd(sessions, 1, NOW, NOW + HOUR)
    await sample(sessions, clock)
    assert seen() == (0, 0, 1)


async def test_what_waits_for_the_morning_is_not_overdue(
    sessions: Sessions, clock: SetClock
) -> None:
    await gather_crowd(sessions, 1, NOW, NOW - HOUR)
    async with transaction(sessions) as session:
        await session.execute(update(Reminder).values(next_attempt_at=NOW + 2 * HOUR))
    await sample(sessions, clock)
    assert seen() == (0, 0, 0)


async def test_what_has_ended_is_not_counted(rig: Rig, sessions: Sessions) -> None:
    await gather_crowd(sessions, 3, NOW, NOW)
    await rig.worker.turn()
    await rig.worker.sample()
    assert seen() == (0, 0, 0)


async def test_counting_ends_somewhere(
    sessions: Sessions, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("push.vitals._WAITING", waiting(2))
    await gather_crowd(sessions, 3, NOW, NOW)
    await sample(sessions, clock)
    assert seen() == (2, 0, 2)


async def test_no_metric_bears_a_name_an_id_or_a_token(rig: Rig) -> None:
    for target in ("ana-phone", "404-unregistered:dead-phone"):
        await rig.phone(target)
    await rig.care.prescribe("10:00")
    await rig.turn_at("10:00")
    labels = {
        value
        for metric in REGISTRY.collect()
        if metric.name.startswith(
            ("carryover_reminder", "carryover_push", "carryover_device", "carryover_phone")
        )
        for each in metric.samples
        for name, value in each.labels.items()
        if name != "le"
    }
    assert {"accepted", "unregistered"} <= labels
    assert not [each for each in labels if "phone" in each or "Ana" in each or _is_id(each)]


async def test_the_look_at_the_queue_goes_along_its_index(sessions: Sessions) -> None:
    await gather_crowd(sessions, 300, NOW, NOW)
    plan = await plan_of(sessions, vitals._WAITING, {"now": NOW, "soon": NOW})
    assert "ix_reminders_next_attempt_at" in "\n".join(plan)


def _is_id(value: str) -> bool:
    try:
        return bool(UUID(value))
    except ValueError:
        return False
