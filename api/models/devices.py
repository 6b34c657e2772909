"""Phones that can be pushed to, and the worker processes that push."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from api.models.base import Base, one_of


class Device(Base):
    """One installation of the app. A phone belongs to the last person to register it."""

    __tablename__ = "devices"
    __table_args__ = (
        UniqueConstraint("installation_id"),
        one_of("platform", ("android", "ios", "web")),
        one_of("target_kind", ("token", "fid")),
        CheckConstraint(
            "(disabled_at IS NULL) = (disabled_reason IS NULL)", name="disabled_with_reason"
        ),
        Index(
            "uq_devices_target",
            "target",
            unique=True,
            postgresql_where=text("disabled_at IS NULL"),
            sqlite_where=text("disabled_at IS NULL"),
        ),
    )

    account_id: Mapped[UUID] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )
    installation_id: Mapped[str]
    platform: Mapped[str]
    target_kind: Mapped[str]
    target: Mapped[str]
    target_generation: Mapped[int] = mapped_column(default=1)
    notifications_allowed: Mapped[bool]
    app_version: Mapped[str | None]
    locale: Mapped[str | None]
    timezone: Mapped[str | None]
    sign_in_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("sign_ins.id", ondelete="SET NULL"), index=True
    )
    refreshed_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]
    disabled_reason: Mapped[str | None]


class Worker(Base):
    """The heartbeat of one worker process."""

    __tablename__ = "workers"

    beat_at: Mapped[datetime] = mapped_column(index=True)
