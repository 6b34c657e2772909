"""Which briefs a therapist has read, with a snapshot of what was shown."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from api.platform.base import Base


class BriefRead(Base):
    """One reading of a brief: `snapshot` is what was shown, `created_at` when it was read."""

    __tablename__ = "brief_reads"
    __table_args__ = (Index("ix_brief_reads_client_id_created_at", "client_id", "created_at"),)

    client_id: Mapped[UUID] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"))
    therapist_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    as_of: Mapped[date]
    snapshot: Mapped[dict[str, Any]]
