"""Episodes of care, appointments, and the client's feedback after a session."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from api.platform.base import Base, between, one_of
from api.tables.uploads import Uploaded


class Episode(Base):
    """An episode of care, which lasts until the next one begins, with its planned sessions."""

    __tablename__ = "episodes"
    __table_args__ = (
        UniqueConstraint("client_id", "starts_on"),
        between("planned_sessions", 1, 50),
        between("planned_weeks", 1, 52),
    )

    client_id: Mapped[UUID] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"))
    created_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    starts_on: Mapped[date]
    planned_sessions: Mapped[int]
    planned_weeks: Mapped[int]
    conditions: Mapped[list[str]]


class Appointment(Base):
    """A session at the practice; `note` is the therapist's own and never reaches the client."""

    __tablename__ = "appointments"
    __table_args__ = (
        one_of("status", ("planned", "completed", "cancelled", "missed")),
        between("duration_min", 5, 480),
        Index("ix_appointments_client_id_starts_at", "client_id", "starts_at"),
        # For the worker, which looks for appointments of all practices that begin soon.
        Index("ix_appointments_starts_at", "starts_at"),
    )

    client_id: Mapped[UUID] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"))
    therapist_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    starts_at: Mapped[datetime]
    duration_min: Mapped[int]
    status: Mapped[str]
    findings: Mapped[list[Any] | None]
    rom: Mapped[list[Any] | None]
    note: Mapped[str | None]

    feedback: Mapped["Feedback | None"] = relationship(lazy="raise")


class Feedback(Uploaded, Base):
    """How the pressure of a session felt, and how sore the client was on the days after it."""

    __tablename__ = "feedback"
    __table_args__ = (
        UniqueConstraint("appointment_id"),
        one_of("pressure", ("too_little", "right", "too_much")),
    )
    said = ("pressure", "soreness", "note")

    client_id: Mapped[UUID] = mapped_column(
        ForeignKey("clients.id", ondelete="CASCADE"), index=True
    )
    appointment_id: Mapped[UUID] = mapped_column(ForeignKey("appointments.id", ondelete="CASCADE"))
    pressure: Mapped[str | None]
    soreness: Mapped[list[Any]]
    note: Mapped[str | None]
