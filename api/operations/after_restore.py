"""What has to be done in a database that was put back, since nobody knows what came after it.

- Sign-ins that were ended since would be good again, and refresh tokens that were renewed since are
  not known: all sign-ins are over. Their phones are pushed to, and ask for the password.
- One-time codes that were used or revoked since would be good again: all are revoked.
- Reminders that were due before now may have left: none of them is sent again.
- Each practice's audit tells of it, since what was noted after the backup is gone.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.audit import record
from api.accounts.standing import revoke_codes
from api.reminders.rows import OPEN_STATES, let_go
from api.tables import AuditEvent, Delivery, Practice, Reminder, SignIn

RESTORED = "restore backup"


@dataclass(frozen=True, slots=True)
class Settled:
    """How many sign-ins were ended, and how many reminders count as sent, maybe."""

    sign_ins: int
    reminders: int


async def settle_what_is_past(session: AsyncSession, now: datetime) -> Settled:
    """Settle what the time between the backup and now has left open."""
    last_at = await session.scalar(select(func.max(AuditEvent.created_at)))
    over = update(SignIn).where(SignIn.revoked_at.is_(None), SignIn.expires_at > now)
    sign_ins = (await session.execute(over.values(expires_at=now).returning(SignIn.id))).all()
    await revoke_codes(session, now)
    reminders = await _settle_reminders(session, now)
    for practice_id in await session.scalars(select(Practice.id)):
        subject = {"last_event_at": last_at and last_at.isoformat()}
        record(session, now, RESTORED, practice_id=practice_id, actor_id=None, subject=subject)
    return Settled(len(sign_ins), reminders)


async def _settle_reminders(session: AsyncSession, now: datetime) -> int:
    past = select(Reminder.id).where(Reminder.state.in_(OPEN_STATES), Reminder.due_at <= now)
    ids = list(await session.scalars(past))
    await let_go(session, ids, "failed", "unknown")
    left = update(Delivery).where(Delivery.state == "dispatching")
    await session.execute(left.values(state="unknown", error="restored"))
    return len(ids)
