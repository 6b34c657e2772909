"""What a client records: daily and weekly check-ins, and logs of slots."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from api.platform.base import Base, between, one_of
from api.tables.uploads import Answered, Retractable

OUTCOMES = ("done", "partial", "skipped", "excused")


class CheckIn(Answered, Base):
    """The check-in of one local date, which is its key; `id` is the first that a phone sent."""

    __tablename__ = "check_ins"
    __table_args__ = (
        UniqueConstraint("client_id", "on_date"),
        between("pain_average", 0, 10),
        between("pain_worst", 0, 10),
        between("sleep_quality", 0, 10),
        between("sleep_hours", 0, 24),
        between("stress", 0, 10),
        between("duration_s", 0, 86_400),
    )
    said = (
        "pain_average",
        "pain_worst",
        "sleep_quality",
        "sleep_hours",
        "stress",
        "pain_medicine",
        "impact",
        "body_map",
        "red_flags",
        "note",
        "duration_s",
    )
    blank: ClassVar = {"body_map": [], "red_flags": []}

    client_id: Mapped[UUID] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"))
    on_date: Mapped[date]
    pain_average: Mapped[int | None]
    pain_worst: Mapped[int | None]
    sleep_quality: Mapped[int | None]
    sleep_hours: Mapped[float | None]
    stress: Mapped[int | None]
    pain_medicine: Mapped[bool | None]
    impact: Mapped[bool | None]
    body_map: Mapped[list[Any]]
    red_flags: Mapped[list[str]]
    note: Mapped[str | None]
    duration_s: Mapped[int | None]


class WeeklyCheckIn(Answered, Base):
    """The weekly check-in of one local week, keyed by its Monday.

    `goals` has her ratings, each `{"goal_id": ..., "rating": ...}`.
    """

    __tablename__ = "weekly_check_ins"
    __table_args__ = (
        UniqueConstraint("client_id", "monday"),
        between("energy", 0, 10),
        between("days_in_bed", 0, 7),
        between("pain_interference", 0, 10),
        between("enjoyment", 0, 10),
        between("overall_change", 1, 7),
        between("duration_s", 0, 86_400),
    )
    said = (
        "energy",
        "days_in_bed",
        "pain_interference",
        "enjoyment",
        "overall_change",
        "goals",
        "note",
        "duration_s",
    )
    blank: ClassVar = {"goals": []}

    client_id: Mapped[UUID] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"))
    monday: Mapped[date]
    energy: Mapped[int | None]
    days_in_bed: Mapped[int | None]
    pain_interference: Mapped[int | None]
    enjoyment: Mapped[int | None]
    overall_change: Mapped[int | None]
    goals: Mapped[list[Any]] = mapped_column(server_default=text("'[]'"))
    note: Mapped[str | None]
    duration_s: Mapped[int | None]


class Log(Retractable, Base):
    """The log of one slot, which is its key; an undone log stays as a tombstone."""

    __tablename__ = "logs"
    __table_args__ = (
        UniqueConstraint("prescription_id", "local_date", "slot"),
        UniqueConstraint("id", "client_id"),
        one_of("outcome", OUTCOMES),
        between("sets_done", 0, 99),
        between("pain_before", 0, 10),
        between("pain_after", 0, 10),
        between("effort", 0, 10),
        Index("ix_logs_client_id_local_date", "client_id", "local_date"),
        Index(
            "ix_logs_shown",
            "client_id",
            postgresql_where=text("shown_at IS NOT NULL"),
            sqlite_where=text("shown_at IS NOT NULL"),
        ),
    )
    said = (
        "outcome",
        "reason",
        "sets_done",
        "pain_before",
        "pain_after",
        "effort",
        "stop_signs",
        "note",
    )

    client_id: Mapped[UUID] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"))
    prescription_id: Mapped[UUID] = mapped_column(
        ForeignKey("prescriptions.id", ondelete="CASCADE")
    )
    local_date: Mapped[date]
    slot: Mapped[str]
    outcome: Mapped[str]
    reason: Mapped[str | None]
    sets_done: Mapped[int | None]
    pain_before: Mapped[int | None]
    pain_after: Mapped[int | None]
    effort: Mapped[int | None]
    stop_signs: Mapped[list[str]]
    note: Mapped[str | None]
    undone: Mapped[bool] = mapped_column(default=False)
    # As of when the plan was that showed her the slot, if the phone proves it.
    shown_at: Mapped[datetime | None]


class LogAlias(Base):
    """Another id for a slot that is already logged, or the id of an undo that came before its log.

    That undo itself is an EarlierUpload.
    """

    __tablename__ = "log_aliases"
    __table_args__ = (
        ForeignKeyConstraint(
            ["log_id", "client_id"], ["logs.id", "logs.client_id"], ondelete="CASCADE"
        ),
        Index("ix_log_aliases_client_id", "client_id"),
    )

    client_id: Mapped[UUID] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"))
    log_id: Mapped[UUID | None]
