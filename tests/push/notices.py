"""Ana's reminder and her phone, as they are handed to a transport."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from push.transports import Address, Notice

NOW = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
REMINDER_ID = UUID("0195528a-7c00-7000-8000-000000000001")


def a_notice(lasts: timedelta = timedelta(hours=2)) -> Notice:
    return Notice(
        reminder_id=REMINDER_ID,
        kind="slot",
        title="Carryover",
        body="Time for your next activity",
        loc_key="reminder",
        link=f"carryover://reminders/{REMINDER_ID}",
        expires_at=NOW + lasts,
    )


def a_phone(value: str = "ana-phone") -> Address:
    return Address("fid", value, "android")
