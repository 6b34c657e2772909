"""Sessions as their client sees them."""

from datetime import datetime
from uuid import UUID

from api.appointments.feedback import FeedbackOut
from api.platform.http.fields import Out
from api.platform.http.local_times import LocalTimeOut, local_time
from api.rules.instants import History, zone_in_history
from api.tables import Appointment


class MyAppointmentOut(Out):
    """A session as its client sees it: nothing of what the therapist wrote down."""

    id: UUID
    starts_at: datetime
    starts_local: LocalTimeOut
    duration_min: int
    status: str
    feedback: FeedbackOut | None


def show_my_appointment(row: Appointment, history: History) -> MyAppointmentOut:
    """Return a session, loaded with its feedback, to its client; `history` are her zones."""
    return MyAppointmentOut(
        id=row.id,
        starts_at=row.starts_at,
        starts_local=local_time(row.starts_at, zone_in_history(row.starts_at, history)),
        duration_min=row.duration_min,
        status=row.status,
        feedback=row.feedback and FeedbackOut.model_validate(row.feedback),
    )
