"""What a browser gets: one JSON object, which its service worker shows, takes away or answers.

Its members are described in docs/how-to/phone-apps.md. No word of it tells what it is about, though
no push service can read it: what it says ends on a lock screen.
"""

import json
from datetime import datetime
from typing import Any

from push.transports import Clear, Message, Notice, Opens, lifetime_s, silent_data

# A push service takes 4,096 bytes (RFC 8030, 7.2), of which encryption needs 103.
LONGEST_TEXT = 3000
# All messages are filled up to a multiple of this, so that their length tells nothing.
BLOCK = 1024


def written(message: Message) -> bytes:
    """Return a message as JSON, filled up with blanks. Raises ValueError if it is too long."""
    said = json.dumps(data_of(message), ensure_ascii=False, separators=(",", ":")).encode()
    if len(said) > LONGEST_TEXT:
        raise ValueError("The message is too large for a push service.")
    return said + b" " * (-len(said) % BLOCK)


def data_of(message: Message) -> dict[str, Any]:
    """Return what the service worker reads; `action` says what it is to do."""
    return _shown(message) if isinstance(message, Notice) else silent_data(message)


def headers_of(message: Message, now: datetime) -> dict[str, str]:
    """Return what the push service is told of a message. Raises ValueError if it has expired."""
    urgency = "high" if isinstance(message, Notice) else "low"
    headers = {"TTL": str(lifetime_s(message, now)), "Urgency": urgency}
    if isinstance(message, Notice | Clear):
        # A later message of the same reminder takes the place of one that still waits.
        headers["Topic"] = message.reminder_id.hex
    return headers


def _shown(notice: Notice) -> dict[str, Any]:
    said: dict[str, Any] = {
        "action": "show",
        "reminder_id": str(notice.reminder_id),
        "tag": str(notice.reminder_id),
        "title": notice.title,
        "body": notice.body,
        "lang": notice.language,
        "link": notice.link,
    }
    if notice.source is not None:
        said["source"] = notice.source
    if notice.opens is not None:
        said["opens"] = _opened(notice.opens)
    return said


def _opened(opens: Opens) -> dict[str, str | None]:
    prescription_id = opens.prescription_id
    return {
        "slot": opens.slot,
        "local_date": opens.local_date.isoformat(),
        "prescription_id": None if prescription_id is None else str(prescription_id),
    }
