"""Reminders, their deliveries to phones, and how many were sent per client and date."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from api.platform.base import Base, one_of
from api.tables.devices import Device

SOURCES = (
    "prescription",
    "nudge",
    "check_in",
    "weekly_check_in",
    "snooze",
    "test",
    "brief",
    "proof",
    "sign_in",
)
STATES = ("scheduled", "claimed", "sent", "failed", "expired", "cancelled", "skipped")
# Why a reminder ended without being sent. docs/reference/reminders.md explains each reason.
REASONS = (
    "done",
    "excused",
    "paused",
    "safety",
    "quiet_hours",
    "no_device",
    "backoff",
    "grouped",
    "on_phone",
    "cap",
    "stopped",
    "discharged",
    "plan_changed",
    "expired",
    "unknown",
    "not_accepted_in_time",
    "refused",
    "target_dead",
)
DELIVERY_STATES = ("dispatching", "accepted", "retry", "dead", "refused", "unknown", "local")


class Reminder(Base):
    """One reminder, identified by source and subject, local date and slot.

    `subject_id` is the prescription; of a check-in, daily or weekly, the client; of a snooze the
    snoozed reminder; of a test push and a proof the device; of a brief the appointment; of a
    sign-in that sign-in. A snooze has the slot of the reminder that it repeats. The account of a
    brief's reminder is the therapist, who is also named in its slot. What is of no plan belongs to
    no revision.
    """

    __tablename__ = "reminders"
    __table_args__ = (
        UniqueConstraint("subject_id", "local_date", "slot"),
        one_of("state", STATES),
        one_of("source", SOURCES),
        one_of("reason", REASONS),
        CheckConstraint(
            "source = 'snooze'"
            " OR (source IN ('prescription', 'nudge')) = (prescription_id IS NOT NULL)",
            name="source_has_subject",
        ),
        CheckConstraint(
            "(state = 'claimed') = (claim_token IS NOT NULL)", name="claimed_with_token"
        ),
        CheckConstraint("expires_at > due_at", name="expires_after_due"),
        Index(
            "ix_reminders_next_attempt_at",
            "next_attempt_at",
            postgresql_where=text("state = 'scheduled'"),
            sqlite_where=text("state = 'scheduled'"),
        ),
        Index(
            "ix_reminders_lease_until",
            "lease_until",
            postgresql_where=text("state = 'claimed'"),
            sqlite_where=text("state = 'claimed'"),
        ),
        Index("ix_reminders_account_id_due_at", "account_id", "due_at"),
    )

    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    source: Mapped[str]
    subject_id: Mapped[UUID]
    prescription_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("prescriptions.id", ondelete="CASCADE"), index=True
    )
    local_date: Mapped[date]
    slot: Mapped[str]
    plan_revision: Mapped[int]
    tzdb_version: Mapped[str]
    due_at: Mapped[datetime]
    # The zone of a fixed schedule; null where the times follow whoever is reminded.
    fixed_timezone: Mapped[str | None]
    expires_at: Mapped[datetime]
    state: Mapped[str]
    reason: Mapped[str | None]
    next_attempt_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    # The client's date whose cap it counts towards; null until it is first sent.
    counted_on: Mapped[date | None]
    claim_token: Mapped[UUID | None]
    lease_until: Mapped[datetime | None]

    deliveries: Mapped[list["Delivery"]] = relationship(
        order_by="Delivery.created_at", lazy="raise"
    )


class Delivery(Base):
    """One push of a reminder to a phone; written before it is sent, so it is never sent twice.

    `clear_asked_at` is when the reminder was answered on another phone, so that this one is to take
    its notification away; `clear_at` is when that is tried next, null once it was.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("reminder_id", "device_id"),
        one_of("state", DELIVERY_STATES),
        Index(
            "ix_deliveries_clear_at",
            "clear_at",
            postgresql_where=text("clear_at IS NOT NULL"),
            sqlite_where=text("clear_at IS NOT NULL"),
        ),
    )

    reminder_id: Mapped[UUID] = mapped_column(ForeignKey("reminders.id", ondelete="CASCADE"))
    device_id: Mapped[UUID] = mapped_column(
        ForeignKey("devices.id", ondelete="CASCADE"), index=True
    )
    state: Mapped[str]
    target_hash: Mapped[str]
    target_generation: Mapped[int]
    dispatched_at: Mapped[datetime]
    message_name: Mapped[str | None]
    error: Mapped[str | None]
    received_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    dismissed_at: Mapped[datetime | None]
    clear_asked_at: Mapped[datetime | None]
    clear_at: Mapped[datetime | None]

    device: Mapped[Device] = relationship(lazy="raise")


class ReminderDay(Base):
    """How many reminders were sent to a client on a local date, and how many were not answered.

    `sent` counts towards the cap of the date. `unanswered` counts those since the client last
    logged, checked in or opened one.
    """

    __tablename__ = "reminder_days"
    __table_args__ = (UniqueConstraint("client_id", "on_date"),)

    client_id: Mapped[UUID] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"))
    on_date: Mapped[date]
    sent: Mapped[int]
    unanswered: Mapped[int]
