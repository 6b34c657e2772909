"""Several transports as one: each phone is reached on the way that its target is for."""

from collections.abc import Sequence
from datetime import datetime

from push.transports import Address, Kind, Message, Outcome, Refused, Transport


class ByKind:
    """Sends by the first of its transports that reaches a kind of target."""

    def __init__(self, transports: Sequence[Transport]) -> None:
        self._transports = transports
        self._ways = {kind: each for each in reversed(transports) for kind in each.kinds}

    @property
    def kinds(self) -> frozenset[Kind]:
        """What any of them reaches."""
        return frozenset(self._ways)

    async def send(self, notice: Message, target: Address, now: datetime) -> Outcome:
        """Send one message to one target, once."""
        way = self._ways.get(target.kind)
        return Refused("no_way") if way is None else await way.send(notice, target, now)

    async def close(self) -> None:
        """Close all of them."""
        for each in self._transports:
            await each.close()
