"""How people prove who they are, and what their requests were answered if they are sent again."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from api.platform.base import Base, one_of


class SignIn(Base):
    """One sign-in of one phone; all refresh tokens that it was renewed with belong to it."""

    __tablename__ = "sign_ins"

    account_id: Mapped[UUID] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )
    revoked_at: Mapped[datetime | None]


class RefreshToken(Base):
    __tablename__ = "refresh_tokens"
    __table_args__ = (UniqueConstraint("token_hash"),)

    sign_in_id: Mapped[UUID] = mapped_column(
        ForeignKey("sign_ins.id", ondelete="CASCADE"), index=True
    )
    parent_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("refresh_tokens.id", ondelete="CASCADE"), index=True
    )
    token_hash: Mapped[str]
    expires_at: Mapped[datetime]
    first_used_at: Mapped[datetime | None]


class OneTimeCode(Base):
    """A code that is read out or sent to a person: an invite, or a password reset.

    `created_by` is null for an operator; `email_tries` counts the e-mails that could not be had.
    """

    __tablename__ = "one_time_codes"
    __table_args__ = (
        one_of("purpose", ("invite", "password_reset")),
        UniqueConstraint("code_hash"),
    )

    account_id: Mapped[UUID] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    purpose: Mapped[str]
    code_hash: Mapped[str]
    expires_at: Mapped[datetime]
    email_tries: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class FailedAttempts(Base):
    """Failed attempts since the window began.

    `key` is a keyed hash of an address, what is tried and whose account, or of the address alone.
    """

    __tablename__ = "failed_attempts"
    __table_args__ = (UniqueConstraint("key"),)

    key: Mapped[str]
    count: Mapped[int]
    window_from: Mapped[datetime]


class KeptAnswer(Base):
    """What a request with an Idempotency-Key was answered, for the same request sent again.

    `key_hash` is a keyed hash of the key and whose it is; `sealed` opens only with the key and with
    the body that was sent. `client_id` is whom the answer is about, `sign_in_id` whose tokens it
    holds: no answer is kept longer than either.
    """

    __tablename__ = "kept_answers"
    __table_args__ = (UniqueConstraint("key_hash"),)

    key_hash: Mapped[str]
    account_id: Mapped[UUID] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )
    client_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("clients.id", ondelete="CASCADE"), index=True
    )
    sign_in_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("sign_ins.id", ondelete="CASCADE"), index=True
    )
    sealed: Mapped[str]
    expires_at: Mapped[datetime] = mapped_column(index=True)
