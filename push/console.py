"""A transport that prints pushes instead of sending them: the default without credentials."""

import hashlib
import json
from datetime import datetime
from typing import TextIO

from push.fcm.client import encode
from push.fcm.silent import encode_silent
from push.transports import Accepted, Address, Message, Notice, Outcome, Refused


class ConsoleTransport:
    """Writes one JSON line per notice, with a short hash in place of the target."""

    def __init__(self, out: TextIO) -> None:
        self._out = out

    async def send(self, notice: Message, target: Address, now: datetime) -> Outcome:
        """Print the message that FCM would get, and report it as accepted."""
        try:
            message = json.loads(_encoded(notice, target, now))
        except ValueError:
            return Refused("payload")
        message[target.kind] = "sha256:" + hashlib.sha256(target.value.encode()).hexdigest()[:12]
        line = {"platform": target.platform, "message": message}
        self._out.write(json.dumps(line) + "\n")
        self._out.flush()
        return Accepted(f"console/{notice.reminder_id}")

    async def close(self) -> None:
        """Do nothing: the stream belongs to the caller."""


def _encoded(notice: Message, target: Address, now: datetime) -> str:
    if not isinstance(notice, Notice):
        return encode_silent(notice, target, now)
    return encode(notice, target, now)
