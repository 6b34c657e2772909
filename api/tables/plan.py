"""Prescriptions, their versions and pauses, acknowledgements, excused periods, and goals."""

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from api.platform.base import Base, between, one_of
from api.rules.plan.goals import STATES as GOAL_STATES


class Prescription(Base):
    """A library item for one client; dose and schedule are in its versions, which never change."""

    __tablename__ = "prescriptions"
    __table_args__ = (
        CheckConstraint("(stopped_at IS NULL) = (stop_reason IS NULL)", name="stopped_with_reason"),
    )

    client_id: Mapped[UUID] = mapped_column(
        ForeignKey("clients.id", ondelete="CASCADE"), index=True
    )
    created_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    exercise: Mapped[str]
    kind: Mapped[str]
    stopped_at: Mapped[datetime | None]
    stop_reason: Mapped[str | None]
    # The client read that it was stopped, and not yet that the stop was taken back.
    back_unread: Mapped[bool] = mapped_column(default=False, server_default=false())

    versions: Mapped[list["PrescriptionVersion"]] = relationship(
        order_by="PrescriptionVersion.number", lazy="raise"
    )
    pauses: Mapped[list["PrescriptionPause"]] = relationship(
        order_by="PrescriptionPause.from_at", lazy="raise"
    )


class PrescriptionVersion(Base):
    """The dose and schedule in force from `effective_on` until the next version's date."""

    __tablename__ = "prescription_versions"
    __table_args__ = (
        UniqueConstraint("prescription_id", "number"),
        between("number", 1, 100_000),
        between("sets", 1, 20),
        between("reps", 1, 200),
        between("hold_s", 0, 600),
        between("duration_min", 1, 240),
        between("interval_weeks", 1, 12),
        between("window_min", 5, 720),
        between("max_pain", 0, 10),
        CheckConstraint("end_on IS NULL OR end_on >= start_on", name="ends_after_start"),
    )

    prescription_id: Mapped[UUID] = mapped_column(
        ForeignKey("prescriptions.id", ondelete="CASCADE")
    )
    number: Mapped[int]
    effective_on: Mapped[date]
    created_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    exercise_version: Mapped[str]
    sets: Mapped[int | None]
    reps: Mapped[int | None]
    hold_s: Mapped[int | None]
    duration_min: Mapped[int | None]
    times: Mapped[list[str]]
    weekdays: Mapped[list[str]]
    interval_weeks: Mapped[int]
    start_on: Mapped[date]
    end_on: Mapped[date | None]
    fixed_timezone: Mapped[str | None]
    window_min: Mapped[int]
    nudges_per_day: Mapped[int | None]
    nudges_from: Mapped[time | None]
    nudges_to: Mapped[time | None]
    remind: Mapped[bool]
    max_pain: Mapped[int]
    max_pain_reason: Mapped[str | None]
    note: Mapped[str | None]
    clearance_reason: Mapped[str | None]
    # The contraindications that a clearance lifts; null without a clearance.
    cleared: Mapped[list[str] | None]


class PrescriptionPause(Base):
    __tablename__ = "prescription_pauses"
    __table_args__ = (
        CheckConstraint("until_at IS NULL OR until_at >= from_at", name="ends_after_start"),
        Index("ix_prescription_pauses_prescription_id", "prescription_id"),
    )

    prescription_id: Mapped[UUID] = mapped_column(
        ForeignKey("prescriptions.id", ondelete="CASCADE")
    )
    from_at: Mapped[datetime]
    until_at: Mapped[datetime | None]
    reason: Mapped[str]
    safety: Mapped[bool] = mapped_column(default=False)
    resumed_by: Mapped[UUID | None]
    resume_note: Mapped[str | None]


class Acknowledgement(Base):
    """The client has read a version of a prescription or, with `covers_stop`, its stop."""

    __tablename__ = "acknowledgements"
    __table_args__ = (UniqueConstraint("prescription_id", "number", "covers_stop"),)

    client_id: Mapped[UUID] = mapped_column(
        ForeignKey("clients.id", ondelete="CASCADE"), index=True
    )
    prescription_id: Mapped[UUID] = mapped_column(
        ForeignKey("prescriptions.id", ondelete="CASCADE")
    )
    number: Mapped[int]
    covers_stop: Mapped[bool]


class ExcusedPeriod(Base):
    """Local dates, both included, on which nothing is due; adherence leaves them out."""

    __tablename__ = "excused_periods"
    __table_args__ = (
        CheckConstraint("to_on >= from_on", name="ends_after_start"),
        Index("ix_excused_periods_client_id_from_on", "client_id", "from_on"),
    )

    client_id: Mapped[UUID] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"))
    created_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    from_on: Mapped[date]
    to_on: Mapped[date]
    reason: Mapped[str]


class Goal(Base):
    """What a client wants to be able to do again, in her words, set with her therapist.

    `set_on` and `ended_on` are her local dates. `earlier_texts` has the words of before, the oldest
    first, each `{"text": ..., "until_on": ...}`: what she rated until then.
    """

    __tablename__ = "goals"
    __table_args__ = (
        one_of("state", GOAL_STATES),
        CheckConstraint("(state = 'active') = (ended_on IS NULL)", name="active_without_end"),
    )

    client_id: Mapped[UUID] = mapped_column(
        ForeignKey("clients.id", ondelete="CASCADE"), index=True
    )
    created_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    text: Mapped[str]
    set_on: Mapped[date]
    state: Mapped[str]
    ended_on: Mapped[date | None]
    earlier_texts: Mapped[list[Any]]
