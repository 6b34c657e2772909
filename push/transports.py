"""What a transport is given and what it returns: the types that dispatch and transports share."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final, Literal, Protocol, TypeAlias
from uuid import UUID

Kind: TypeAlias = Literal["token", "fid", "web_push"]
FCM_KINDS: Final[frozenset[Kind]] = frozenset({"token", "fid"})
WEB_PUSH: Final = "web_push"
ALL_KINDS: Final[frozenset[Kind]] = FCM_KINDS | {WEB_PUSH}
# The scope of a hold on the pushes to all phones; others are that of `scope_of`.
EVERYTHING: Final = "all"
LONGEST_TTL = timedelta(days=28)
# What a browser's push service says of us, and not of the browser: our key, or how much we send.
KEY_REJECTED: Final = "VAPID_REJECTED"
THROTTLED: Final = "THROTTLED"


def scope_of(kind: str, platform: str) -> str:
    """Return what is held up together with a phone: all browsers, or a platform of FCM's."""
    return WEB_PUSH if kind == WEB_PUSH else platform


@dataclass(frozen=True, slots=True)
class Address:
    """One app installation; `value` is a registration token, an installation id or an endpoint.

    `p256dh` and `auth` are the keys of a browser, with which its messages are encrypted.
    """

    kind: Kind
    value: str = field(repr=False)
    platform: Literal["android", "ios", "web"]
    p256dh: str | None = field(default=None, repr=False)
    auth: str | None = field(default=None, repr=False)

    @property
    def scope(self) -> str:
        """What is held up together with it."""
        return scope_of(self.kind, self.platform)


@dataclass(frozen=True, slots=True)
class Opens:
    """What of a plan a notification opens: a slot of a date, or the check-in of one."""

    slot: str
    local_date: date
    prescription_id: UUID | None


@dataclass(frozen=True, slots=True)
class Notice:
    """The content of a push: a generic text, and a link made of an id.

    The app has the strings `<loc_key>_title` and `<loc_key>_body`; `title` and `body` are the
    fallback, in `language`, for platforms that cannot look them up. `source` is told to the app
    where no slot is to be opened, `opens` to a browser where one is.
    """

    reminder_id: UUID
    kind: str
    title: str
    body: str
    loc_key: str
    link: str
    expires_at: datetime
    source: str | None = None
    language: str = "en"
    opens: Opens | None = None


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
    quota, or what shares the target's scope, if that platform's service rejects our keys.
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
    """Sends to phones of some kinds. `send` returns an outcome and does not raise."""

    @property
    def kinds(self) -> frozenset[Kind]:
        """The kinds of targets that it reaches; no other is given to it."""

    async def send(self, notice: Message, target: Address, now: datetime) -> Outcome:
        """Send one message to one target, once."""

    async def close(self) -> None:
        """Close the connections; pushes still in flight get an outcome at once."""


def lifetime_s(message: Message, now: datetime) -> int:
    """Return for how many seconds a service may keep a message. Raises ValueError if expired."""
    left = message.expires_at - now
    if left <= timedelta(0):
        raise ValueError("The notice has expired.")
    return int(min(left, LONGEST_TTL).total_seconds())


def silent_data(message: Silent) -> dict[str, str]:
    """Return what an app gets of a silent message, the same on every way."""
    about = {"reminder_id": str(message.reminder_id)}
    match message:
        case Clear():
            return {"action": "clear", **about}
        case Proof(installation_id=installation_id, proof=proof):
            return {"action": "proof", **about, "installation_id": installation_id, "proof": proof}
