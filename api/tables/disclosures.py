"""What a client disclosed about herself, and whom she lets see it."""

from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from api.platform.base import Base, between, one_of


class Intake(Base):
    """One version of what a client disclosed; the newest holds, the older ones never change."""

    __tablename__ = "intakes"
    __table_args__ = (UniqueConstraint("client_id", "number"), between("number", 1, 100_000))

    client_id: Mapped[UUID] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"))
    number: Mapped[int]
    created_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    conditions: Mapped[list[str]]
    contraindications: Mapped[list[str]]
    other_conditions: Mapped[str | None]
    medication: Mapped[str | None]
    previous_treatment: Mapped[str | None]
    family_history: Mapped[str | None]


class Consent(Base):
    """One decision of a client; the newest of its kind holds, the older ones never change."""

    __tablename__ = "consents"
    __table_args__ = (
        one_of("kind", ("share_with_therapist",)),
        Index("ix_consents_client_id_kind", "client_id", "kind"),
    )

    client_id: Mapped[UUID] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"))
    kind: Mapped[str]
    granted: Mapped[bool]
