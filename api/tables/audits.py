"""The audit, and the chain that shows whether it is still what it was."""

from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from api.platform.base import Base


class AuditEvent(Base):
    """Who did what about whom: ids and codes only; rows never change."""

    __tablename__ = "audit_events"
    __table_args__ = (
        Index("ix_audit_events_client_id_created_at", "client_id", "created_at"),
        Index("ix_audit_events_practice_id_created_at", "practice_id", "created_at"),
    )

    practice_id: Mapped[UUID]
    actor_id: Mapped[UUID | None]
    client_id: Mapped[UUID | None]
    action: Mapped[str]
    subject: Mapped[dict[str, Any] | None]


class AuditLink(Base):
    """An event's place in the chain of the audit; its id is the event's. Rows never change.

    There is no foreign key: a link outlives whatever becomes of its event.
    """

    __tablename__ = "audit_links"
    __table_args__ = (UniqueConstraint("position"),)

    position: Mapped[int] = mapped_column(BigInteger)
    link: Mapped[str]


class AuditHead(Base):
    """Where the chain of the audit ends, in one row, sealed with a key that is not in here."""

    __tablename__ = "audit_heads"

    position: Mapped[int] = mapped_column(BigInteger)
    link: Mapped[str]
    seal: Mapped[str]
