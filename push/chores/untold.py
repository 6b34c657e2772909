"""Finds the sessions that begin soon and of whose brief nobody would be told.

Whoever changes what a reminder of a brief depends on brings it in line at once. What that missed
is made up for here: an older version that ran beside this one, a push on its way that came back.
"""

from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy import Select, bindparam, exists, or_, select

from api.care.carers import HOLDER
from api.platform.clock import Clock
from api.platform.db import Sessions, is_unavailable, transaction
from api.platform.log_lines import describe
from api.reminders.of_briefs import REVOCABLE, remind_of_briefs
from api.rules.reminders.briefs import BRIEF, SOON
from api.tables import Account, Appointment, Reminder

log = structlog.get_logger("carryover.planner")
# Tick after tick, however many an upgrade leaves behind.
BATCH = 200


async def remind_of_untold(sessions: Sessions, clock: Clock, spread_s: int) -> None:
    """Have their therapists told, the next session first and so many at most."""
    async with transaction(sessions, write=False) as session:
        now = await clock.database_now(session)
        soon = {"now": now, "soon": now + SOON, "most": BATCH}
        ids = list(await session.scalars(_UNTOLD, soon))
    for appointment_id in ids:
        await _remind(sessions, appointment_id, now, spread_s)


async def _remind(sessions: Sessions, appointment_id: UUID, now: datetime, spread_s: int) -> None:
    """Bring one in line; should it fail, the others are told all the same."""
    try:
        async with transaction(sessions) as session:
            await remind_of_briefs(session, Appointment.id == appointment_id, now, spread_s)
    except Exception as error:
        if is_unavailable(error):
            raise
        log.error("brief_failed", appointment=str(appointment_id), **describe(error))


# What waits for this very start, or has told of it; what was only given up is taken back.
_TOLD = exists().where(
    Reminder.subject_id == Appointment.id,
    Reminder.source == BRIEF,
    Reminder.account_id == Account.id,
    Reminder.expires_at == Appointment.starts_at,
    or_(Reminder.reason.is_(None), Reminder.reason.not_in(REVOCABLE)),
)
# Built once: the planner runs it with each tick, and mostly finds nothing.
_UNTOLD: Select[UUID] = (
    select(Appointment.id)
    .join(Account, Account.id == HOLDER)
    .where(
        Appointment.status == "planned",
        Appointment.starts_at > bindparam("now"),
        Appointment.starts_at <= bindparam("soon"),
        Account.brief_lead_min.is_not(None),
        ~_TOLD,
    )
    .order_by(Appointment.starts_at, Appointment.id)
    .limit(bindparam("most"))
)
