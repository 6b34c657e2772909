"""What stands for the rows of a client's tables in a simulation."""

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from push.turn.claims import Claimed


@dataclass(slots=True)
class Row:
    """A reminder, with the columns of its table, and when a turn last looked at it."""

    id: UUID
    created_at: datetime
    account_id: UUID
    source: str
    subject_id: UUID
    prescription_id: UUID | None
    local_date: date
    slot: str
    plan_revision: int
    tzdb_version: str
    due_at: datetime
    fixed_timezone: str | None
    expires_at: datetime
    state: str
    reason: str | None
    next_attempt_at: datetime
    attempts: int
    counted_on: date | None = None
    claim_token: None = None
    lease_until: None = None
    decided_at: datetime | None = None


@dataclass(slots=True)
class Patient:
    """What the planner asks of a client's row."""

    id: UUID
    plan_revision: int = 0
    discharged_at: datetime | None = None

    @property
    def is_away(self) -> bool:
        """Whether nothing is due and nothing reminds; nobody here asks to be erased."""
        return self.discharged_at is not None


@dataclass(frozen=True, slots=True)
class Context:
    """What the worker reads beside a held reminder."""

    timezone: str
    quiet_from: time | None
    quiet_to: time | None
    is_away: bool
    plan_revision: int
    reminder_cap: int
    stopped_at: datetime | None
    done: bool
    unanswered: int
    pause: int | None
    deactivated_at: None = None
    locale: str = "en"


def claimed(row: Row) -> Claimed:
    """Return a reminder as a worker has claimed it."""
    return Claimed(
        row.id,
        row.account_id,
        row.source,
        row.subject_id,
        row.prescription_id,
        row.local_date,
        row.slot,
        row.plan_revision,
        row.due_at,
        row.expires_at,
        row.attempts,
    )
