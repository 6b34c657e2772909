"""Has a target prove whose phone it reaches: by a silent push that this phone sends back.

It is for a phone whose target someone else holds. Here it is asked for, in the transaction of the
registration; the worker makes it as it leaves (`push/turn/marks.py`), and stores but its hash.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.platform.db import insert_into
from api.reminders.rows import fresh_row
from api.rules.reminders.agenda import Due
from api.rules.reminders.of_accounts import PROOF
from api.tables import Device, Reminder

AWAITS_PROOF = "awaits_proof"
"""Why a phone is disabled whose target someone else holds."""
PROOF_LASTS = timedelta(minutes=15)
"""How long a proof is good from when it left, and how often one is pushed for a phone at most."""
# It may be held up on its way, and then be answered in time.
_LEAVES_WITHIN = timedelta(minutes=10)
# For all phones of an account, so that inventing more of them bothers nobody more often.
MOST_A_DAY, _A_DAY = 10, timedelta(days=1)


async def ask_for_proof(session: AsyncSession, device: Device, now: datetime) -> None:
    """Have a proof pushed to the target of a phone, which is locked, unless one was just now."""
    since = {"account": device.account_id, "since": now - _A_DAY}
    asked = (await session.execute(_ASKED, since)).all()
    is_recent = any(row.subject_id == device.id and row.due_at > now - PROOF_LASTS for row in asked)
    if is_recent or len(asked) >= MOST_A_DAY:
        return
    slot = f"{PROOF} {now:%H:%M:%S}"
    due = Due(PROOF, device.id, None, now.date(), slot, now, now + _LEAVES_WITHIN)
    await session.execute(
        insert_into(session, Reminder).values(fresh_row(due, device.account_id, 0, now))
    )


# Built once.
_ASKED: Select[*tuple[Any, ...]] = select(Reminder.subject_id, Reminder.due_at).where(
    Reminder.account_id == bindparam("account"),
    Reminder.due_at > bindparam("since"),
    Reminder.source == PROOF,
)
