"""Copies of a client's data that were asked for, and the archives that were made of them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from api.platform.base import Base, one_of

STATES = ("waiting", "making", "ready", "failed")
UNDER_WAY = text("state IN ('waiting', 'making')")


class Export(Base):
    """A copy of a client's data for who asked for it: herself, or her therapist.

    While a worker makes it, `claim_token` is its own and `lease_until` when another may begin
    again; `attempts` counts those who began.
    """

    __tablename__ = "exports"
    __table_args__ = (
        one_of("state", STATES),
        CheckConstraint("(state = 'making') = (claim_token IS NOT NULL)", name="making_with_token"),
        # One at a time for each who asks.
        Index(
            "uq_exports_under_way",
            "client_id",
            "asked_by",
            unique=True,
            postgresql_where=UNDER_WAY,
            sqlite_where=UNDER_WAY,
        ),
        Index("ix_exports_client_id_asked_by", "client_id", "asked_by"),
    )

    client_id: Mapped[UUID] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"))
    asked_by: Mapped[UUID] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )
    state: Mapped[str]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    claim_token: Mapped[UUID | None]
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0, server_default=text("0"))


class ExportArchive(Base):
    """The archive of an export, apart from its row, so that it is read by who fetches it alone."""

    __tablename__ = "export_archives"
    __table_args__ = (UniqueConstraint("export_id"),)

    export_id: Mapped[UUID] = mapped_column(ForeignKey("exports.id", ondelete="CASCADE"))
    content: Mapped[bytes] = mapped_column(LargeBinary)
