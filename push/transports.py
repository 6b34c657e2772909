"""What a transport takes and what it answers: the words dispatch and the transports share."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol, TypeAlias
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Address:
    """One app installation; `value` is a registration token or an installation id."""

    kind: Literal["token", "fid"]
    value: str = field(repr=False)
    platform: Literal["android", "ios", "web"]


@dataclass(frozen=True, slots=True)
class Notice:
    """What a phone is told: generic text, and a link made of an id.

    The app carries the strings `<loc_key>_title` and `<loc_key>_body`; `title` and `body` are
    the English for those that cannot look them up.
    """

    reminder_id: UUID
    kind: str
    title: str
    body: str
    loc_key: str
    link: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Accepted:
    """The service took the message over; `name` is its identifier there."""

    name: str


@dataclass(frozen=True, slots=True)
class Retry:
    """Nothing was accepted; try again in `after_s` seconds, or as the policy says when None.

    `hold` names what else cannot be pushed to until then: the whole project, which is over its
    quota, or the platform of this target, whose service does not take our keys.
    """

    after_s: float | None
    code: str
    hold: Literal["all", "platform"] | None = None


@dataclass(frozen=True, slots=True)
class Dead:
    """This target will never work again: disable it."""

    code: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """It may or may not have been accepted, so it is never sent again."""

    code: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The operator has something to mend; the target is not to blame."""

    code: str


Outcome: TypeAlias = Accepted | Retry | Dead | Unknown | Refused


class Transport(Protocol):
    """A way to a phone. `send` answers with an outcome instead of raising."""

    async def send(self, notice: Notice, target: Address, now: datetime) -> Outcome:
        """Send one notice to one target, once."""

    async def close(self) -> None:
        """Let go of connections; what is still in flight gets an outcome at once."""
