"""Deleting what phones had long ago: views of what they were given, notifications that they set.

A view that is over is a cursor that has expired: the phone is told all, whatever it has.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from api.platform.clock import Clock
from api.platform.db import Sessions
from api.reminders.clearing import LOCAL_KEPT
from api.tables import LocalNotice, PhoneView, SignIn
from push.chores.batches import delete_some, run_all


async def forget_phones_past(sessions: Sessions, clock: Clock, goes_on: Callable[[], bool]) -> int:
    """Delete all that is over for long enough; return how many rows."""
    return await run_all(sessions, clock, STATEMENTS, _asked, goes_on)


def _asked(now: datetime) -> dict[str, Any]:
    return {"now": now, "local_before": now - LOCAL_KEPT}


_SIGNED_OUT = select(SignIn.id).where(SignIn.revoked_at.is_not(None))
# Built once.
STATEMENTS = (
    delete_some(PhoneView, PhoneView.expires_at <= bindparam("now")),
    delete_some(PhoneView, PhoneView.sign_in_id.in_(_SIGNED_OUT)),
    delete_some(LocalNotice, LocalNotice.due_at < bindparam("local_before")),
)
