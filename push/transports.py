"""What a transport is given and what it returns: the types that dispatch and transports share."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal, Protocol, TypeAlias
from uuid import UUID

# The scope of a hold on the pushes to all phones; every other scope is a platform.
EVERYTHING: Final = "all"


@dataclass(frozen=True, slots=True)
class Address:
    """One app installation; `value` is a registration token or an installation id."""

    kind: Literal["token", "fid"]
    value: str = field(repr=False)
    platform: Literal["android", "ios", "web"]


@dataclass(frozen=True, slots=True)
class Notice:
    """The content of a push: a generic text, and a link made of an id.

    The app has the strings `<loc_key>_title` and `<loc_key>_body`; `title` and `body` are the
    English fallback for platforms that cannot look them up. `source` is told to the app where no
    slot is to be opened.
    """

    reminder_id: UUID
    kind: str
    title: str
    body: str
    loc_key: str
    link: str
    expires_at: datetime
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Clear:
    """A silent message: the app takes the notification of a reminder away, if it is still there."""

    reminder_id: UUID
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Proof:
    """A silent message that one installation sends back, to prove that its target reaches it."""

    reminder_id: UUID
    installation_id: str
    proof: str = field(repr=False)
    expires_at: datetime


Silent: TypeAlias = Clear | Proof
Message: TypeAlias = Notice | Silent


@dataclass(frozen=True, slots=True)
class Accepted:
    """The service accepted the message; `name` is the service's identifier for it."""

    name: str


@dataclass(frozen=True, slots=True)
class Retry:
    """Nothing was accepted; try again in `after_s` seconds, or after a wait of our own if None.

    `hold` names what else cannot be pushed to until then: everything, if the project is over its
    quota, or the target's platform, if that platform's service rejects our keys.
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
    """The message may or may not have been accepted, so it is never sent again."""

    code: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The message was refused for a reason that an operator must fix; the target is fine."""

    code: str


Outcome: TypeAlias = Accepted | Retry | Dead | Unknown | Refused


class Transport(Protocol):
    """Sends to phones. `send` returns an outcome and does not raise."""

    async def send(self, notice: Message, target: Address, now: datetime) -> Outcome:
        """Send one message to one target, once."""

    async def close(self) -> None:
        """Close the connections; pushes still in flight get an outcome at once."""
