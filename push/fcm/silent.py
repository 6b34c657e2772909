"""Silent messages: an app is to take a notification away, or to send a proof back.

They are written without the SDK, since they have no text: data alone, on every platform. Apple
takes such a message only as a background push of priority 5.
"""

import json
from datetime import datetime
from typing import Any

from push.fcm.templates import within_limit
from push.transports import Address, Clear, Silent, lifetime_s, silent_data


def encode_silent(message: Silent, target: Address, now: datetime) -> str:
    """Return the message as FCM's JSON. Raises ValueError if it has expired or has no target."""
    if not target.value:
        raise ValueError("The target is empty.")
    ttl_s = lifetime_s(message, now)
    expiration = str(int(message.expires_at.timestamp()))
    apns = {"apns-push-type": "background", "apns-priority": "5", "apns-expiration": expiration}
    web, android = {"TTL": str(ttl_s), "Urgency": "low"}, {"priority": "normal", "ttl": f"{ttl_s}s"}
    if isinstance(message, Clear):
        # Under the ids by which the notification itself replaces its copies.
        key = str(message.reminder_id)
        android["collapse_key"] = apns["apns-collapse-id"] = key
        web["Topic"] = message.reminder_id.hex
    written: dict[str, Any] = {
        target.kind: target.value,
        "data": silent_data(message),
        "android": android,
        "apns": {"headers": apns, "payload": {"aps": {"content-available": 1}}},
        "webpush": {"headers": web},
    }
    return within_limit(json.dumps(written), target)
