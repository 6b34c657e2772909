"""How long before a session a therapist is told that its brief is ready: hers to change."""

from datetime import datetime
from typing import Annotated

from pydantic import ConfigDict, Field
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.callers import Caller
from api.care.locks import lock_account
from api.platform.http.edits import Edit, Patch
from api.platform.http.fields import Out, whole
from api.platform.settings import Settings
from api.reminders.of_briefs import cared_for_by, remind_of_briefs
from api.rules.reminders.briefs import LONGEST_LEAD_MIN, SHORTEST_LEAD_MIN

Lead = Annotated[
    Annotated[int, whole(SHORTEST_LEAD_MIN, LONGEST_LEAD_MIN)] | None,
    Field(description="Minutes before a session; null for no reminder."),
]


class BriefLeadOut(Out):
    lead_min: Lead


class BriefLeadPatch(Patch):
    model_config = ConfigDict(json_schema_extra={"examples": [{"lead_min": 30}]})
    shows = BriefLeadOut

    lead_min: Lead


async def change_lead(
    session: AsyncSession, me: Caller, body: Edit[BriefLeadPatch], now: datetime, config: Settings
) -> BriefLeadOut:
    """Change how long before a session I am told, for all sessions to come."""
    account = await lock_account(session, me.id)
    edit = body.of(BriefLeadOut(lead_min=account.brief_lead_min))
    account.brief_lead_min = edit.lead_min
    await remind_of_briefs(session, cared_for_by(me.id), now, config.reminder_spread_s)
    return BriefLeadOut(lead_min=edit.lead_min)
