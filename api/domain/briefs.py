"""When a therapist is told that the brief of a session is ready."""

from datetime import datetime, timedelta
from uuid import UUID

from api.domain.agenda import Due
from api.domain.instants import local_date, zone

BRIEF = "brief"
"""The slot, and the source, of the reminder of a brief."""
SHORTEST_LEAD_MIN, LONGEST_LEAD_MIN = 5, 1440


def brief_due(
    appointment_id: UUID, starts_at: datetime, lead_min: int, timezone: str, now: datetime
) -> Due:
    """Return when the brief of a session to come is due: at once where its time has passed.

    `local_date` is the session's in the therapist's `timezone`; once it begins nothing leaves.
    """
    due_at = max(starts_at - timedelta(minutes=lead_min), now)
    on_date = local_date(starts_at, zone(timezone))
    return Due(BRIEF, appointment_id, None, on_date, BRIEF, due_at, starts_at)
