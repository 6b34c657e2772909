"""What is known of a brief at the moment its reminder would leave."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import aliased

from api.among import among
from api.domain.briefs import BRIEF
from api.domain.instants import local_date, zone
from api.domain.reminders import Facts
from api.feedback import NOT_HELD
from api.in_care import IN_CARE
from api.models import Account, Appointment, BriefRead, CareLink, Client, Reminder
from push.claims import Held


@dataclass(frozen=True, slots=True)
class Brief:
    """Why a brief may not be told of any longer.

    `is_read`: by this therapist, on the date of the session, and after the one before it.
    """

    is_read: bool
    is_seen_by_her: bool
    is_as_planned: bool

    def added_to(self, facts: Facts) -> Facts:
        """Return what is known of the reminder, with what is known of its brief."""
        return replace(
            facts,
            logged=self.is_read,
            discharged=facts.discharged or not self.is_seen_by_her,
            plan_changed=not self.is_as_planned,
        )


async def read_briefs(connection: AsyncConnection, held: Sequence[Held]) -> dict[UUID, Brief]:
    """Return what is known of the briefs among these reminders: one query, or none."""
    briefs = [each for each in held if each.source == BRIEF]
    if not briefs:
        return {}
    rows = await connection.execute(_BRIEFS, {"ids": [each.id for each in briefs]})
    found = {row.id: row for row in rows}
    return {each.id: _brief(each, found[each.id]) for each in briefs}


def _brief(reminder: Held, row: Any) -> Brief:
    read_at: datetime | None = row.read_at
    read_on = None if read_at is None else local_date(read_at, zone(row.timezone))
    is_still_due = row.status == "planned" and row.starts_at == reminder.expires_at
    return Brief(
        is_read=read_on == reminder.local_date,
        is_seen_by_her=row.is_seen_by_her,
        is_as_planned=is_still_due and row.brief_lead_min is not None,
    )


_OTHER = aliased(Appointment)
_SEEN_BY_HER = (
    select(CareLink.id)
    .join(Client, Client.id == CareLink.client_id)
    .where(
        CareLink.client_id == Appointment.client_id,
        CareLink.therapist_id == Reminder.account_id,
        *IN_CARE,
    )
    .correlate(Appointment, Reminder)
    .exists()
)
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
_READ_AT = (
    select(func.max(BriefRead.created_at))
    .where(
        BriefRead.client_id == Appointment.client_id,
        BriefRead.therapist_id == Reminder.account_id,
        ~_HELD_SINCE,
    )
    .correlate(Appointment, Reminder)
    .scalar_subquery()
)
# Built once. An outer join, since an appointment is erased with its client.
_BRIEFS: Select[*tuple[Any, ...]] = (
    select(
        Reminder.id,
        Appointment.status,
        Appointment.starts_at,
        Account.timezone,
        Account.brief_lead_min,
        _SEEN_BY_HER.label("is_seen_by_her"),
        _READ_AT.label("read_at"),
    )
    .outerjoin(Appointment, Appointment.id == Reminder.subject_id)
    .join(Account, Account.id == Reminder.account_id)
    .where(among(Reminder.id))
)
