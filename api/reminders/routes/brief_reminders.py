"""/v1/me/brief-reminder, /v1/me/briefs: when I am told that a brief is ready, and what was told."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy import Select, select

from api import access
from api.access.callers import Caller
from api.access.deps import Config, Now, Pages, Session, Therapist
from api.platform.http.bodies import JsonRoute
from api.platform.http.edits import Sent
from api.platform.http.errors import NotFound
from api.platform.http.fields import Out
from api.reminders.brief_leads import BriefLeadOut, BriefLeadPatch, change_lead
from api.reminders.shown import WITH_DELIVERIES, ReminderOut, show_reminder
from api.rules.reminders.briefs import BRIEF, SOON
from api.tables import Account, Appointment, Reminder

router = APIRouter(route_class=JsonRoute, prefix="/v1/me", tags=["reminders"])


class ReminderOfBriefOut(ReminderOut):
    """The reminder of a brief: of which session, and of whose brief."""

    appointment_id: UUID
    client_id: UUID


class BriefReminderPage(Out):
    items: list[ReminderOfBriefOut]
    next_cursor: str | None


@router.get("/brief-reminder", operation_id="get_brief_reminder", response_model=BriefLeadOut)
async def get_brief_reminder(me: Therapist, session: Session) -> BriefLeadOut:
    """Read how long before a session I am told that its brief is ready."""
    account = await session.get_one(Account, me.id)
    return BriefLeadOut(lead_min=account.brief_lead_min)


@router.patch("/brief-reminder", operation_id="edit_brief_reminder", response_model=BriefLeadOut)
async def edit_brief_reminder(
    body: Sent[BriefLeadPatch], me: Therapist, session: Session, now: Now, config: Config
) -> BriefLeadOut:
    """Change it, for all sessions to come; a null ends these reminders."""
    return await change_lead(session, me, body, now, config)


@router.get("/briefs", operation_id="list_my_briefs", response_model=BriefReminderPage)
async def list_my_briefs(
    me: Therapist, session: Session, now: Now, pages: Pages
) -> BriefReminderPage:
    """List my reminders of briefs, the latest due first.

    Those of sessions within the coming 25 hours, and all before: no more can be due by then.
    """
    soon = _mine(me).where(Reminder.expires_at <= now + SOON)
    query = pages.select(soon, Reminder.due_at, Reminder.id, newest_first=True)
    rows = (await session.execute(query)).all()
    shown, cursor = pages.cut(rows, lambda pair: (pair[0].due_at, pair[0].id))
    return BriefReminderPage(items=[_shown(*each, me) for each in shown], next_cursor=cursor)


@router.get("/briefs/{reminder_id}", operation_id="get_my_brief", response_model=ReminderOfBriefOut)
async def get_my_brief(reminder_id: UUID, me: Therapist, session: Session) -> ReminderOfBriefOut:
    """Read whose brief a notification is about; it has nothing but the reminder's id."""
    found = (await session.execute(_mine(me).where(Reminder.id == reminder_id))).one_or_none()
    if found is None:
        raise NotFound
    return _shown(*found, me)


def _mine(me: Caller) -> Select[Reminder, UUID]:
    """Select my reminders of briefs, each with its client, as far as I may see her now."""
    return (
        select(Reminder, Appointment.client_id)
        .join(Appointment, Appointment.id == Reminder.subject_id)
        .where(
            Reminder.account_id == me.id,
            Reminder.source == BRIEF,
            Appointment.client_id.in_(access.client_ids(me)),
        )
        .options(WITH_DELIVERIES)
    )


def _shown(row: Reminder, client_id: UUID, me: Caller) -> ReminderOfBriefOut:
    # Whose it is, as its slot says in the table, she knows.
    same: dict[str, Any] = dict(show_reminder(row, me.timezone)) | {"slot": BRIEF}
    return ReminderOfBriefOut(**same, appointment_id=row.subject_id, client_id=client_id)
