"""How people prove who they are, and what their requests were answered if they are sent again."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from api.platform.base import Base, one_of

# For so long a failed attempt counts.
WINDOW = timedelta(minutes=15)


class SignIn(Base):
    """One sign-in of one phone; all refresh tokens that it was renewed with belong to it.

    It ended when it was revoked, or when `expires_at` has come, which each refresh moves.
    """

    __tablename__ = "sign_ins"
    __table_args__ = (
        Index("ix_sign_ins_expires_at", "expires_at"),
        Index(
            "ix_sign_ins_revoked_at",
            "revoked_at",
            postgresql_where=text("revoked_at IS NOT NULL"),
            sqlite_where=text("revoked_at IS NOT NULL"),
        ),
    )

    account_id: Mapped[UUID] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )
    # A trigger fills these two in the rows of the version before, which does not know them.
    last_used_at: Mapped[datetime] = mapped_column(nullable=True)
    expires_at: Mapped[datetime] = mapped_column(nullable=True)
    revoked_at: Mapped[datetime | None]
    # The browser of a sign-in to the pages, whether it is still remembered or not; no phone's.
    browser_id: Mapped[UUID | None]


class RefreshToken(Base):
    """One of a sign-in's tokens; its row is kept until `expires_at`, so that a late use is seen.

    Its `generation` is its place in the line of successors (`api/accounts/lineage.py`).
    """

    __tablename__ = "refresh_tokens"
    __table_args__ = (
        UniqueConstraint("token_hash"),
        Index("ix_refresh_tokens_sign_in_id_generation", "sign_in_id", "generation"),
        Index("ix_refresh_tokens_expires_at", "expires_at"),
    )

    sign_in_id: Mapped[UUID] = mapped_column(ForeignKey("sign_ins.id", ondelete="CASCADE"))
    # A trigger fills it in the rows of the version before.
    generation: Mapped[int] = mapped_column(nullable=True)
    # Only the version before writes and reads it; it goes with the next release.
    parent_id: Mapped[UUID | None] = mapped_column(index=True)
    token_hash: Mapped[str]
    expires_at: Mapped[datetime]
    first_used_at: Mapped[datetime | None]


class OneTimeCode(Base):
    """A code that is read out or sent to a person, or one that keeps an account from erasure.

    `created_by` is null for an operator, and where the person herself was given it; `email_tries`
    counts the e-mails that could not be had.
    """

    __tablename__ = "one_time_codes"
    __table_args__ = (
        one_of("purpose", ("invite", "password_reset", "keep_account")),
        UniqueConstraint("code_hash"),
        Index("ix_one_time_codes_created_at", "created_at"),
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


class FirebaseIdentity(Base):
    """A user of Firebase who signs in as an account.

    `user_hash` is the hash of the project and its id of the user.
    """

    __tablename__ = "firebase_identities"
    __table_args__ = (UniqueConstraint("account_id"), UniqueConstraint("user_hash"))

    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    user_hash: Mapped[str]


class FailedAttempts(Base):
    """Failed attempts since the window began.

    `key` is a keyed hash of an address, what is tried and whose account, or of the address alone.
    """

    __tablename__ = "failed_attempts"
    __table_args__ = (UniqueConstraint("key"),)

    key: Mapped[str]
    count: Mapped[int]
    window_from: Mapped[datetime] = mapped_column(index=True)


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
