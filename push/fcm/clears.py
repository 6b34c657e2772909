"""The silent message by which an app takes a notification away.

It is written without the SDK, since it has no text: data alone, on every platform, under the ids by
which the notification itself replaces its copies. Apple takes such a message only as a background
push of priority 5.
"""

import json
from datetime import datetime
from typing import Any

from push.fcm.templates import lifetime_s, within_limit
from push.transports import Address, Clear

ACTION = "clear"


def encode_clear(clear: Clear, target: Address, now: datetime) -> str:
    """Return the message as FCM's JSON. Raises ValueError if it has expired or has no target."""
    if not target.value:
        raise ValueError("The target is empty.")
    ttl_s, key = lifetime_s(clear, now), str(clear.reminder_id)
    message: dict[str, Any] = {
        target.kind: target.value,
        "data": {"action": ACTION, "reminder_id": key},
        "android": {"collapse_key": key, "priority": "normal", "ttl": f"{ttl_s}s"},
        "apns": {"headers": _apns_headers(clear), "payload": {"aps": {"content-available": 1}}},
        "webpush": {
            "headers": {"TTL": str(ttl_s), "Urgency": "low", "Topic": clear.reminder_id.hex}
        },
    }
    return within_limit(json.dumps(message), target)


def _apns_headers(clear: Clear) -> dict[str, str]:
    return {
        "apns-push-type": "background",
        "apns-priority": "5",
        "apns-collapse-id": str(clear.reminder_id),
        "apns-expiration": str(int(clear.expires_at.timestamp())),
    }
