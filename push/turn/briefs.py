"""What is known of a brief at the moment its reminder would leave."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from api.care.carers import HOLDER
from api.platform.many import among
from api.platform.statements import fetch
from api.rules.appointments.courses import NOT_HELD
from api.rules.reminders.briefs import BRIEF, has_read, leaves_from
from api.rules.reminders.leaving import Facts
from api.tables import Account, Appointment, BriefRead, Reminder
from push.turn.claims import Claimed

# How far before `due_at` readings are looked for: any of the date on which it is due counts.
_A_DATE = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Brief:
    """Why a brief may not be told of any longer.

    `is_read`: by this therapist, on the date on which it is due or later, and after the session
    before. `is_hers`: she still holds the session. `is_as_planned`: at this time, and she wants
    to know so long before it.
    """

    is_read: bool
    is_hers: bool
    is_as_planned: bool

    def added_to(self, facts: Facts) -> Facts:
        """Return what is known of the reminder, with what is known of its brief."""
        return replace(
            facts,
            done=self.is_read,
            discharged=facts.discharged or not self.is_hers,
            plan_changed=not self.is_as_planned,
        )


async def read_briefs(session: AsyncSession, claimed: Sequence[Claimed]) -> dict[UUID, Brief]:
    """Return what is known of the briefs among these reminders: one query, or none."""
    briefs = [each for each in claimed if each.source == BRIEF]
    if not briefs:
        return {}
    since = min(each.due_at for each in briefs) - _A_DATE
    found = defaultdict(list)
    for row in await fetch(session, _BRIEFS, {"ids": [each.id for each in briefs], "since": since}):
        found[row.id].append(row)
    return {each.id: _brief(each, found[each.id]) for each in briefs}


def _brief(reminder: Claimed, rows: Sequence[Any]) -> Brief:
    """Return what is known of a brief; of `rows` there is one for each reading, or one alone."""
    row = rows[0]
    return Brief(
        is_read=any(
            has_read(each.read_at, each.as_of, reminder.due_at, each.timezone)
            for each in rows
            if each.read_at is not None
        ),
        is_hers=bool(row.is_hers),
        is_as_planned=row.status == "planned"
        and row.starts_at == reminder.expires_at
        and row.brief_lead_min is not None
        and reminder.due_at >= leaves_from(row.starts_at, row.brief_lead_min),
    )


_OTHER = aliased(Appointment)
_HELD_SINCE = (
    select(_OTHER.id)
    .where(
        _OTHER.client_id == Appointment.client_id,
        _OTHER.id != Appointment.id,
        _OTHER.status.not_in(NOT_HELD),
        _OTHER.starts_at >= BriefRead.created_at,
        _OTHER.starts_at < Appointment.starts_at,
    )
    .correlate(Appointment, BriefRead)
    .exists()
)
# A session between the reading and this one has made it another brief.
_READINGS = and_(
    BriefRead.client_id == Appointment.client_id,
    BriefRead.therapist_id == Reminder.account_id,
    BriefRead.created_at >= bindparam("since"),
    ~_HELD_SINCE,
)
# Built once. An outer join, since an appointment is erased with its client.
_BRIEFS: Select[*tuple[Any, ...]] = (
    select(
        Reminder.id,
        Appointment.status,
        Appointment.starts_at,
        Account.timezone,
        Account.brief_lead_min,
        (Reminder.account_id == HOLDER).label("is_hers"),
        BriefRead.created_at.label("read_at"),
        BriefRead.as_of,
    )
    .outerjoin(Appointment, Appointment.id == Reminder.subject_id)
    .join(Account, Account.id == Reminder.account_id)
    .outerjoin(BriefRead, _READINGS)
    .where(among(Reminder.id))
)
