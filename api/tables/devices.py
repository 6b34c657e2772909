"""Phones that can be pushed to, heartbeats of worker processes, and holds of all pushes."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from api.platform.base import Base, one_of

PLATFORMS = ("android", "ios", "web")
# By what a phone is pushed to: FCM's registration token or installation id, or the push service of
# its browser.
TARGET_KINDS = ("token", "fid", WEB_PUSH := "web_push")
# What can be held up: everything, a platform of FCM's, or all browsers' push services.
SCOPES = ("all", *PLATFORMS, WEB_PUSH)


class Device(Base):
    """One installation of the app; it belongs to the account that registered it last.

    While that is signed in there, no other can register it.
    """

    __tablename__ = "devices"
    __table_args__ = (
        UniqueConstraint("installation_id"),
        one_of("platform", PLATFORMS),
        one_of("target_kind", TARGET_KINDS),
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
        Index(
            "ix_devices_disagreeing",
            "disabled_at",
            postgresql_where=text("zone_disagrees"),
            sqlite_where=text("zone_disagrees = 1"),
        ),
    )

    account_id: Mapped[UUID] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )
    installation_id: Mapped[str]
    platform: Mapped[str]
    target_kind: Mapped[str]
    target: Mapped[str]
    # What a message to a browser is encrypted with: secrets of the phone, null for other kinds.
    target_p256dh: Mapped[str | None]
    target_auth: Mapped[str | None]
    target_generation: Mapped[int] = mapped_column(default=1)
    notifications_allowed: Mapped[bool]
    app_version: Mapped[str | None]
    locale: Mapped[str | None]
    timezone: Mapped[str | None]
    # Whether its clock followed other rules than ours when it registered last.
    zone_disagrees: Mapped[bool] = mapped_column(default=False, server_default=false())
    sign_in_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("sign_ins.id", ondelete="SET NULL"), index=True
    )
    refreshed_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]
    disabled_reason: Mapped[str | None]
    # What was pushed to its target last, to be sent back while someone else holds that.
    proof_hash: Mapped[str | None]
    proof_expires_at: Mapped[datetime | None]
    proof_tries: Mapped[int] = mapped_column(default=0, server_default=text("0"))


class Worker(Base):
    """The heartbeat of one worker process."""

    __tablename__ = "workers"

    beat_at: Mapped[datetime] = mapped_column(index=True)


class PushHold(Base):
    """Why no worker pushes for a while; its scope is `all`, one platform or `web_push`."""

    __tablename__ = "push_holds"
    __table_args__ = (UniqueConstraint("scope"), one_of("scope", SCOPES))

    scope: Mapped[str]
    code: Mapped[str]
    until_at: Mapped[datetime]
