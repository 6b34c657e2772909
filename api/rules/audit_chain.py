"""The chain of the audit: each link proves one event, its place, and all links before it. Pure.

A link is the SHA-256 of the link before, its position and what its event says. Anyone can follow
the chain; where it ends is sealed with a key that the database does not have.
"""

import hashlib
import hmac
import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal
from uuid import UUID

Why = Literal["missing", "removed", "altered", "other", "cut_off", "unsealed"]
TOLD: dict[Why, str] = {
    "missing": "no link has this position",
    "removed": "its event is gone",
    "altered": "its event, or its place, is not what was chained",
    "other": "another link was here when the end was noted",
    "cut_off": "the chain ends before it",
    "unsealed": "no seal of this server's key says that the chain ends here",
}


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain: the position of its newest link, counted from 1, and that link."""

    position: int
    link: str

    def __str__(self) -> str:
        return f"{self.position}:{self.link}"


@dataclass(frozen=True, slots=True)
class Event:
    """What the audit says of one act."""

    id: UUID
    created_at: datetime
    practice_id: UUID
    actor_id: UUID | None
    client_id: UUID | None
    action: str
    subject: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Broken:
    """The first place at which the chain is not what it was; the event is null if none is known."""

    position: int
    event_id: UUID | None
    why: Why


START = Head(0, "0" * 64)
"""What is before the first link."""


def head_of(text: str) -> Head:
    """Return the head that `str` made a text of. Raises ValueError."""
    position, _, link = text.strip().partition(":")
    head = Head(int(position), link)
    if head.position < 1 or len(bytes.fromhex(link)) != hashlib.sha256().digest_size:
        raise ValueError("no end of a chain")
    return head


def next_head(before: Head, event: Event) -> Head:
    """Return the head once an event is chained after another head."""
    position = before.position + 1
    said = b"\n".join((before.link.encode(), str(position).encode(), said_by(event)))
    return Head(position, hashlib.sha256(said).hexdigest())


def said_by(event: Event) -> bytes:
    """Return what an event says, as the same bytes from whichever database it is read."""
    said = [
        event.id.hex,
        event.created_at.astimezone(UTC).isoformat(timespec="microseconds"),
        event.practice_id.hex,
        event.actor_id and event.actor_id.hex,
        event.client_id and event.client_id.hex,
        event.action,
        event.subject,
    ]
    return json.dumps(said, sort_keys=True, separators=(",", ":")).encode()


def seal_of(head: Head, key: str) -> str:
    """Return what only who has the key can say of a head."""
    return hmac.digest(key.encode(), f"carryover audit {head}".encode(), "sha256").hex()


def is_sealed(head: Head, seal: str, keys: Collection[str]) -> bool:
    """Tell whether a head was sealed with one of these keys."""
    return any(hmac.compare_digest(seal_of(head, key), seal) for key in keys)


class Walk:
    """Follows the chain link by link, past the heads that were noted of it earlier."""

    def __init__(self, noted: Collection[Head] = ()) -> None:
        self.head = START
        self._noted: dict[int, set[str]] = {}
        for each in noted:
            self._noted.setdefault(each.position, set()).add(each.link)

    def step(self, found: Head, event_id: UUID, event: Event | None) -> Broken | None:
        """Go on to a link, with its event if there is one; return what is wrong with it."""
        if found.position != self.head.position + 1:
            return Broken(self.head.position + 1, None, "missing")
        if event is None:
            return Broken(found.position, event_id, "removed")
        if next_head(self.head, event) != found:
            return Broken(found.position, event_id, "altered")
        if self._noted.get(found.position, {found.link}) != {found.link}:
            return Broken(found.position, event_id, "other")
        self.head = found
        return None

    def end(self) -> Broken | None:
        """Return what is wrong if no link follows."""
        if max(self._noted, default=0) > self.head.position:
            return Broken(self.head.position + 1, None, "cut_off")
        return None
