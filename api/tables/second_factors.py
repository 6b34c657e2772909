"""What proves someone beside her password, and the browsers in which she signed in before."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from api.platform.base import Base, one_of
from api.rules.user_agents import BROWSERS, SYSTEMS

# What secrets are sealed for (api/platform/sealing.py).
SEALED_FOR = "second factor"


class SecondFactor(Base):
    """The secret from which an app makes codes; it is asked for once it is confirmed by a code.

    `sealed` opens with the server's secret key alone. `last_step` is that of the code which was
    used last: none is taken twice, and none before it.
    """

    __tablename__ = "second_factors"
    __table_args__ = (UniqueConstraint("account_id"),)

    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    sealed: Mapped[str]
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int | None] = mapped_column(BigInteger)
    wrong_in_a_row: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    held_until: Mapped[datetime | None]


class RecoveryCode(Base):
    """A code that is written down, for whoever has lost what makes hers; it works once."""

    __tablename__ = "recovery_codes"
    __table_args__ = (UniqueConstraint("account_id", "code_hash"),)

    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    code_hash: Mapped[str]
    used_at: Mapped[datetime | None]


class Browser(Base):
    """A browser in which someone signed in to the pages, known again by a cookie.

    `token_hash` is the hash of what the cookie holds. `told_until`: of sign-ins in new places
    before that she is told no more in this browser.
    """

    __tablename__ = "browsers"
    __table_args__ = (
        UniqueConstraint("account_id", "token_hash"),
        one_of("family", BROWSERS),
        one_of("system", SYSTEMS),
    )

    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    token_hash: Mapped[str]
    family: Mapped[str]
    system: Mapped[str]
    seen_at: Mapped[datetime] = mapped_column(index=True)
    told_until: Mapped[datetime]


class Passkey(Base):
    """The public half of a key pair that a device, or her password manager, keeps for someone.

    `credential_id` and `public_key` (COSE) are base64url. `sign_count` is what the device counted
    when it was used last, 0 where it does not count. `family` and `system` are those of the browser
    in which it was made.
    """

    __tablename__ = "passkeys"
    __table_args__ = (
        UniqueConstraint("credential_id"),
        one_of("family", BROWSERS),
        one_of("system", SYSTEMS),
    )

    account_id: Mapped[UUID] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )
    credential_id: Mapped[str]
    public_key: Mapped[str]
    sign_count: Mapped[int] = mapped_column(BigInteger)
    family: Mapped[str]
    system: Mapped[str]
    last_used_at: Mapped[datetime | None]


class SpentChallenge(Base):
    """The hash of a challenge that a passkey answered rightly: it is answered once.

    One that nobody answers leaves no row, so strangers write none. It may go once it has expired by
    the clock of every API.
    """

    __tablename__ = "spent_challenges"
    __table_args__ = (UniqueConstraint("challenge_hash"),)

    challenge_hash: Mapped[str]
    expires_at: Mapped[datetime] = mapped_column(index=True)
