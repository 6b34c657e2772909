"""What the ledger tells at a glance: whether any phone takes notifications, whether she looks."""

from datetime import date, timedelta

import pytest

from api.platform.db import transaction
from api.tables import ReminderDay
from tests.acting.care import Care, Json, body_of
from tests.acting.reminding import HOUR, a_reminder, register

MONDAY = date(2026, 3, 2)


async def ledger(care: Care) -> Json:
    return body_of(await care.ben.get(f"/v1/clients/{care.ana.id}/reminders"))


async def test_one_glance_tells_whether_any_phone_takes_notifications(care):
    assert (await ledger(care))["reachable"] is False
    await register(care.ana, "phone-1", notifications_allowed=False)
    await register(care.ana, "phone-2")
    assert (await ledger(care))["reachable"] is True
    body_of(await care.ana.delete("/v1/me/devices/phone-2"))
    assert (await ledger(care))["reachable"] is False
    await register(care.cast.cy, "phone-3")
    assert (await ledger(care))["reachable"] is False


@pytest.mark.parametrize(
    ("ignored", "still_open", "cues", "says"),
    [(0, 0, 0, False), (2, 0, 0, False), (3, 0, 0, True), (2, 3, 0, False), (0, 0, 5, False)],
)
async def test_one_glance_tells_whether_fewer_leave_because_she_ignores_them(
    care, ignored, still_open, cues, says
):
    item = await care.prescribe("09:00")
    ends = [("prescription", -HOUR)] * ignored + [("prescription", HOUR)] * still_open
    for number, (source, after) in enumerate(ends + [("nudge", -HOUR)] * cues):
        now = care.clock.at
        await a_reminder(
            care,
            item["id"],
            source=source,
            slot=f"n{number}",
            due_at=now - 3 * HOUR,
            expires_at=now + after,
            counted_on=MONDAY,
        )
    await a_day(care, 0, ignored + still_open + cues)
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
