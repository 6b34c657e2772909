"""What the ledger tells at a glance: whether any phone takes notifications, whether she looks."""

from datetime import date, timedelta

import pytest

from api.db import transaction
from api.models import ReminderDay
from tests.api.care import Care, Json, shown
from tests.api.reminding import register

MONDAY = date(2026, 3, 2)


async def ledger(care: Care) -> Json:
    return shown(await care.ben.get(f"/v1/clients/{care.ana.id}/reminders"))


async def test_one_glance_tells_whether_any_phone_takes_notifications(care):
    assert (await ledger(care))["reachable"] is False
    await register(care.ana, "phone-1", notifications_allowed=False)
    await register(care.ana, "phone-2")
    assert (await ledger(care))["reachable"] is True
    shown(await care.ana.delete("/v1/me/devices/phone-2"))
    assert (await ledger(care))["reachable"] is False
    await register(care.cast.cy, "phone-3")
    assert (await ledger(care))["reachable"] is False


@pytest.mark.parametrize(
    ("left", "says"), [((), False), ((2,), False), ((1, 2), True), ((0, 0, 5), True)]
)
async def test_one_glance_tells_whether_she_ignores_them(care, left, says):
    for back, count in enumerate(left):
        await a_day(care, back, count)
    await a_day(care, 15, 9)
    assert (await ledger(care))["backing_off"] is says


async def a_day(care: Care, back: int, unanswered: int) -> None:
    """Have left some of Ana's reminders unanswered, some days back."""
    async with transaction(care.sessions) as session:
        session.add(
            ReminderDay(
                created_at=care.clock.at,
                client_id=care.ana.id,
                on_date=MONDAY - timedelta(days=back),
                sent=9,
                unanswered=unanswered,
            )
        )
