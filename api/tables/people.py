"""Practices, accounts, clients, care links, intakes, consents and erasures."""

from datetime import datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, validates

from api.platform.base import Base, between, one_of
from api.platform.names import folded, sort_key
from api.rules.erasure import LONGEST_MONTHS, SHORTEST_MONTHS
from api.rules.reminders.briefs import LONGEST_LEAD_MIN, SHORTEST_LEAD_MIN


class Practice(Base):
    __tablename__ = "practices"
    __table_args__ = (between("retention_months", SHORTEST_MONTHS, LONGEST_MONTHS),)

    name: Mapped[str]
    timezone: Mapped[str]
    # ISO 3166-1 alpha-2; it selects the emergency number in the safety texts.
    country: Mapped[str | None]
    # Whether her admins may do what admins do only with a second factor.
    admins_need_second_factor: Mapped[bool] = mapped_column(default=False, server_default=false())
    # For so many months what is a client's is kept after her discharge; null for ever.
    retention_months: Mapped[int | None]


class Account(Base):
    """A person who signs in; a client has no e-mail until her invite is redeemed."""

    __tablename__ = "accounts"
    __table_args__ = (
        one_of("role", ("client", "therapist")),
        CheckConstraint("role = 'therapist' OR NOT admin", name="admin_is_therapist"),
        CheckConstraint("email = lower(email)", name="email_lower"),
        CheckConstraint("(email IS NULL) = (password_hash IS NULL)", name="email_with_password"),
        between("brief_lead_min", SHORTEST_LEAD_MIN, LONGEST_LEAD_MIN),
        UniqueConstraint("email"),
        UniqueConstraint("id", "practice_id"),
    )

    practice_id: Mapped[UUID] = mapped_column(ForeignKey("practices.id"), index=True)
    role: Mapped[str]
    admin: Mapped[bool] = mapped_column(default=False)
    name: Mapped[str]
    # By what it is sorted, alike on both databases, and by what it is found.
    name_key: Mapped[str] = mapped_column(
        Text().with_variant(Text(collation="C"), "postgresql"), server_default=text("''")
    )
    name_folded: Mapped[str] = mapped_column(server_default=text("''"))
    email: Mapped[str | None]
    password_hash: Mapped[str | None]
    locale: Mapped[str] = mapped_column(default="en")
    timezone: Mapped[str]
    # Whether the zone stays as it is wherever the phones are.
    timezone_pinned: Mapped[bool] = mapped_column(default=False, server_default=false())
    # How long before a session a therapist is reminded to read its brief; null for never.
    brief_lead_min: Mapped[int | None] = mapped_column(default=60, server_default="60")
    deactivated_at: Mapped[datetime | None]

    @validates("name")
    def _is_named(self, _: str, name: str) -> str:
        self.name_key, self.name_folded = sort_key(name), folded(name)
        return name


class Client(Base):
    """The columns that only clients have; its id is that of the client's account."""

    __tablename__ = "clients"
    __table_args__ = (
        ForeignKeyConstraint(
            ["id", "practice_id"], ["accounts.id", "accounts.practice_id"], ondelete="CASCADE"
        ),
        UniqueConstraint("id", "practice_id"),
        CheckConstraint("(quiet_from IS NULL) = (quiet_to IS NULL)", name="quiet_hours_whole"),
        between("reminder_cap", 1, 24),
        Index("ix_clients_planned_until", "planned_until"),
        Index("ix_clients_look_again_at", "look_again_at"),
        one_of("erase_asked_by", ("client", "practice", "retention")),
        CheckConstraint(
            "(erase_at IS NULL) = (erase_asked_at IS NULL)"
            " AND (erase_at IS NULL) = (erase_asked_by IS NULL)",
            name="erasure_whole",
        ),
        Index(
            "ix_clients_erase_at",
            "erase_at",
            postgresql_where=text("erase_at IS NOT NULL"),
            sqlite_where=text("erase_at IS NOT NULL"),
        ),
    )

    practice_id: Mapped[UUID]
    conditions: Mapped[list[str]] = mapped_column(default=list)
    quiet_from: Mapped[time | None]
    quiet_to: Mapped[time | None]
    check_in_time: Mapped[time]
    reminder_cap: Mapped[int]
    plan_revision: Mapped[int] = mapped_column(default=0)
    planned_until: Mapped[datetime | None]
    planned_tzdb: Mapped[str | None]
    # When the client is next looked at for alerts, even without a new check-in or log.
    look_again_at: Mapped[datetime | None]
    last_contact_at: Mapped[datetime | None]
    discharged_at: Mapped[datetime | None]
    # When her care went on again after a discharge, or after an erasure that was taken back.
    readmitted_at: Mapped[datetime | None]
    # Since when the client no longer shares with her therapist; null while she does.
    sharing_withdrawn_at: Mapped[datetime | None]
    # When all that is hers will be erased, since when that is planned, and who asked for it: she,
    # an admin, or the practice's retention. All three are null unless it is planned.
    erase_at: Mapped[datetime | None]
    erase_asked_at: Mapped[datetime | None]
    erase_asked_by: Mapped[str | None]

    @property
    def is_away(self) -> bool:
        """Whether nothing is due of her: she is discharged, or to be erased."""
        return self.discharged_at is not None or self.erase_at is not None

    @property
    def is_closed(self) -> bool:
        """Whether nobody signs in as her: she, or an admin, has asked that she is erased."""
        return self.erase_at is not None and self.erase_asked_by != "retention"


class ZoneChange(Base):
    """The instant from which a client's clock followed a time zone; the newest one is current."""

    __tablename__ = "zone_changes"
    __table_args__ = (Index("ix_zone_changes_client_id_from_at", "client_id", "from_at"),)

    client_id: Mapped[UUID] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"))
    timezone: Mapped[str]
    from_at: Mapped[datetime]


class CareLink(Base):
    """A care relationship between therapist and client in one practice; ended ones are kept."""

    __tablename__ = "care_links"
    __table_args__ = (
        ForeignKeyConstraint(
            ["client_id", "practice_id"], ["clients.id", "clients.practice_id"], ondelete="CASCADE"
        ),
        ForeignKeyConstraint(
            ["therapist_id", "practice_id"], ["accounts.id", "accounts.practice_id"]
        ),
        Index(
            "uq_care_links_active",
            "therapist_id",
            "client_id",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
            sqlite_where=text("ended_at IS NULL"),
        ),
        Index("ix_care_links_client_id", "client_id"),
    )

    client_id: Mapped[UUID]
    therapist_id: Mapped[UUID]
    practice_id: Mapped[UUID]
    ended_at: Mapped[datetime | None]


class Intake(Base):
    """One version of what a client disclosed; the newest applies, older ones never change."""

    __tablename__ = "intakes"
    __table_args__ = (UniqueConstraint("client_id", "number"), between("number", 1, 100_000))

    client_id: Mapped[UUID] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"))
    number: Mapped[int]
    created_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    conditions: Mapped[list[str]]
    contraindications: Mapped[list[str]]
    # Where she is known to have pain or tingling: places as a body map has them.
    places: Mapped[list[Any]] = mapped_column(default=list, server_default=text("'[]'"))
    other_conditions: Mapped[str | None]
    medication: Mapped[str | None]
    previous_treatment: Mapped[str | None]
    family_history: Mapped[str | None]


class Consent(Base):
    """One decision of a client; the newest of its kind applies, older ones never change."""

    __tablename__ = "consents"
    __table_args__ = (
        one_of("kind", ("share_with_therapist",)),
        Index("ix_consents_client_id_kind", "client_id", "kind"),
    )

    client_id: Mapped[UUID] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"))
    kind: Mapped[str]
    granted: Mapped[bool]
    # Which version of the text she was shown, and in which language; null if her phone told none.
    text_version: Mapped[int | None]
    text_language: Mapped[str | None]


class Erasure(Base):
    """A client who was erased: her id and when, and nothing else of her; the row's id is hers."""

    __tablename__ = "erasures"
    __table_args__ = (Index("ix_erasures_practice_id", "practice_id"),)

    practice_id: Mapped[UUID] = mapped_column(ForeignKey("practices.id"))
