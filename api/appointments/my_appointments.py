"""Sessions as their client sees them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from api.appointments.feedback import FeedbackOut
from api.platform.http.fields import Out
from api.platform.http.local_times import LocalTimeOut, local_time
from api.rules.instants import History, zone_in_history


class MyAppointmentOut(Out):
    """A session as its client sees it: nothing of what the therapist wrote down."""

    id: UUID
    starts_at: datetime
    starts_local: LocalTimeOut
    duration_min: int
    status: str
    feedback: FeedbackOut | None


def show_my_appointment(row: Any, feedback: Any, history: History) -> MyAppointmentOut:
    """Return a session and the row of its feedback, if any, to its client; `history`: her zones."""
    return MyAppointmentOut(
        id=row.id,
        starts_at=row.starts_at,
        starts_local=local_time(row.starts_at, zone_in_history(row.starts_at, history)),
        duration_min=row.duration_min,
        status=row.status,
        feedback=feedback and FeedbackOut.model_validate(feedback),
    )
