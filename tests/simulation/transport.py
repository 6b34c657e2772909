"""A transport that sends nothing and remembers everything."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from push.transports import ALL_KINDS, Accepted, Address, Kind, Message, Outcome


@dataclass(frozen=True, slots=True)
class Post:
    """One push that left, to one phone."""

    reminder_id: UUID
    target: str
    at: datetime


@dataclass(slots=True)
class CountingTransport:
    """Takes every push over at once."""

    kinds: ClassVar[frozenset[Kind]] = ALL_KINDS
    posts: list[Post] = field(default_factory=list)

    def post(self, reminder_id: UUID, target: str, at: datetime) -> None:
        """Remember a push."""
        self.posts.append(Post(reminder_id, target, at))

    async def send(self, notice: Message, target: Address, now: datetime) -> Outcome:
        """Remember a push of the real worker."""
        self.post(notice.reminder_id, target.value, now)
        return Accepted(f"counted/{len(self.posts)}")

    async def close(self) -> None:
        """Nothing is held."""
