"""A transport that prints pushes instead of sending them: the default without credentials."""

import hashlib
import json
from datetime import datetime
from typing import Any, TextIO

from push.fcm.client import encode
from push.fcm.silent import encode_silent
from push.transports import (
    ALL_KINDS,
    WEB_PUSH,
    Accepted,
    Address,
    Kind,
    Message,
    Notice,
    Outcome,
    Refused,
)
from push.web_push.messages import data_of, headers_of


class ConsoleTransport:
    """Writes one JSON line per notice, with a short hash in place of the target."""

    kinds: frozenset[Kind] = ALL_KINDS

    def __init__(self, out: TextIO) -> None:
        self._out = out

    async def send(self, notice: Message, target: Address, now: datetime) -> Outcome:
        """Print the message that FCM or a browser would get, and report it as accepted."""
        try:
            message = _encoded(notice, target, now)
        except ValueError:
            return Refused("payload")
        message[target.kind] = "sha256:" + hashlib.sha256(target.value.encode()).hexdigest()[:12]
        line = {"platform": target.platform, "message": message}
        self._out.write(json.dumps(line) + "\n")
        self._out.flush()
        return Accepted(f"console/{notice.reminder_id}")

    async def close(self) -> None:
        """Do nothing: the stream belongs to the caller."""


def _encoded(notice: Message, target: Address, now: datetime) -> dict[str, Any]:
    if target.kind == WEB_PUSH:
        return {"data": data_of(notice), "headers": headers_of(notice, now)}
    if isinstance(notice, Notice):
        text = encode(notice, target, now)
    else:
        text = encode_silent(notice, target, now)
    message: dict[str, Any] = json.loads(text)
    return message
