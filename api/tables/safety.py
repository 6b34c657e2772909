"""Safety events (red flags and exercise stops), and the alerts for therapists."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from api.platform.base import Base, one_of

ALERT_KINDS = (
    "red_flag",
    "exercise_stop",
    "severe",
    "flare",
    "spikes",
    "spread",
    "worsening",
    "not_responding",
    "silent",
    "reminders_ignored",
)


class SafetyEvent(Base):
    """A red flag of a check-in, or a stop rule that a log met; written once, never changed.

    `subject_id` is the check-in or the log; each flag or rule is stored at most once for it.
    """

    __tablename__ = "safety_events"
    __table_args__ = (
        UniqueConstraint("subject_id", "code"),
        one_of("kind", ("red_flag", "exercise_stop")),
        one_of("level", ("emergency", "urgent", "stop")),
        CheckConstraint(
            "(kind = 'exercise_stop') = (prescription_id IS NOT NULL)", name="stop_names_item"
        ),
        Index("ix_safety_events_client_id_created_at", "client_id", "created_at"),
    )

    client_id: Mapped[UUID] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"))
    kind: Mapped[str]
    code: Mapped[str]
    level: Mapped[str]
    on_date: Mapped[date]
    subject_id: Mapped[UUID]
    prescription_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("prescriptions.id", ondelete="CASCADE"), index=True
    )
    evidence: Mapped[dict[str, Any]]


class Alert(Base):
    """Something that needs a therapist's attention; at most one open alert per client and kind."""

    __tablename__ = "alerts"
    __table_args__ = (
        one_of("kind", ALERT_KINDS),
        CheckConstraint(
            "(acknowledged_at IS NULL) = (acknowledged_by IS NULL)", name="acknowledged_by_someone"
        ),
        Index(
            "uq_alerts_open",
            "client_id",
            "kind",
            unique=True,
            postgresql_where=text("acknowledged_at IS NULL"),
            sqlite_where=text("acknowledged_at IS NULL"),
        ),
        Index("ix_alerts_client_id", "client_id"),
    )

    client_id: Mapped[UUID] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"))
    kind: Mapped[str]
    evidence: Mapped[list[Any]]
    evidence_at: Mapped[datetime]
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    useful: Mapped[bool | None]


class AlertLook(Base):
    """A client whose check-ins wait to be looked at for alerts, by the worker or by the API.

    `created_at` is when the first of them was stored; each later one gives the row another id, so
    that a look ends no wait that it has not seen. `map_on` is the earliest date of those that have
    a body map.
    """

    __tablename__ = "alert_looks"
    __table_args__ = (
        UniqueConstraint("client_id"),
        Index("ix_alert_looks_due_at", "due_at"),
    )

    client_id: Mapped[UUID] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"))
    due_at: Mapped[datetime]
    map_on: Mapped[date | None]
