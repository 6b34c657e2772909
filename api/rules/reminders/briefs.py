"""When a therapist is told that the brief of a session is ready, and when she need not be."""

from datetime import date, datetime, timedelta
from uuid import UUID

from api.rules.instants import local_date, zone
from api.rules.reminders.agenda import Due

BRIEF = "brief"
"""The source of the reminder of a brief, and its slot as it is shown."""
SHORTEST_LEAD_MIN, LONGEST_LEAD_MIN = 5, 1440
SOON = timedelta(minutes=LONGEST_LEAD_MIN) + timedelta(hours=1)
"""How far ahead is whatever may be told of now: the longest lead, and room for a late start."""
# A client may be a date behind her therapist, and her brief is of her date.
_AS_OLD = timedelta(days=1)


def slot_for(therapist_id: UUID) -> str:
    """Return the slot of one therapist's: whoever takes a client over has one of her own."""
    return f"{BRIEF}:{therapist_id}"


def brief_due(
    appointment_id: UUID,
    therapist_id: UUID,
    starts_at: datetime,
    lead_min: int,
    timezone: str,
    not_before: datetime,
) -> Due:
    """Return when the brief of a session to come is due: at once where its time has passed.

    `local_date` is the session's in the therapist's `timezone`; once it begins nothing leaves.
    """
    due_at = max(leaves_from(starts_at, lead_min), not_before)
    on_date = local_date(starts_at, zone(timezone))
    slot = slot_for(therapist_id)
    return Due(BRIEF, appointment_id, None, on_date, slot, due_at, starts_at)


def leaves_from(starts_at: datetime, lead_min: int) -> datetime:
    """Return the instant before which a therapist does not want to be told of a session."""
    return starts_at - timedelta(minutes=lead_min)


def has_read(read_at: datetime, as_of: date, due_at: datetime, timezone: str) -> bool:
    """Tell whether a reading of a brief makes its reminder needless.

    It does from the date on which the reminder is due, where the therapist is, unless what she
    read was an old brief.
    """
    tz = zone(timezone)
    read_on = local_date(read_at, tz)
    return read_on >= local_date(due_at, tz) and as_of >= read_on - _AS_OLD
