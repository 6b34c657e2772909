"""The part of FCM's HTTP v1 API that the stand-in speaks: what it refuses, what it answers.

https://firebase.google.com/docs/reference/fcm/rest/v1/projects.messages
"""

import json
import re
from dataclasses import dataclass, field, replace
from typing import Any, Literal

FCM_ERROR = "type.googleapis.com/google.firebase.fcm.v1.FcmError"
BAD_REQUEST = "type.googleapis.com/google.rpc.BadRequest"
TARGETS = ("token", "fid", "topic", "condition")
LARGEST_MESSAGE = 4096
DURATION = re.compile(r"\d+(\.\d{1,9})?s")
RESERVED = re.compile(r"from|message_type|(google|gcm)\..*")

TEXT = "text"
FREE = "free"
TEXTS: dict[str, Any] = {"*": TEXT}
OPTIONS = {"analytics_label": TEXT, "image": TEXT, "link": TEXT}
ANDROID_NOTIFICATION = dict.fromkeys(
    [
        "title",
        "body",
        "icon",
        "color",
        "sound",
        "tag",
        "click_action",
        "body_loc_key",
        "title_loc_key",
        "channel_id",
        "ticker",
        "event_time",
        "notification_priority",
        "visibility",
        "image",
        "proxy",
    ],
    TEXT,
) | dict.fromkeys(
    [
        "body_loc_args",
        "title_loc_args",
        "sticky",
        "local_only",
        "default_sound",
        "default_vibrate_timings",
        "default_light_settings",
        "vibrate_timings",
        "notification_count",
        "light_settings",
    ],
    FREE,
)
MESSAGE: dict[str, Any] = {
    "name": TEXT,
    **dict.fromkeys(TARGETS, TEXT),
    "data": TEXTS,
    "notification": {"title": TEXT, "body": TEXT, "image": TEXT},
    "fcm_options": OPTIONS,
    "android": {
        "collapse_key": TEXT,
        "priority": TEXT,
        "ttl": TEXT,
        "restricted_package_name": TEXT,
        "data": TEXTS,
        "notification": ANDROID_NOTIFICATION,
        "fcm_options": OPTIONS,
        "direct_boot_ok": FREE,
        "bandwidth_constrained_ok": FREE,
        "restricted_satellite_ok": FREE,
    },
    "webpush": {"headers": TEXTS, "data": TEXTS, "notification": FREE, "fcm_options": OPTIONS},
    "apns": {
        "headers": TEXTS,
        "payload": FREE,
        "fcm_options": OPTIONS,
        "live_activity_token": TEXT,
    },
}


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What the stand-in does with a valid request: accept it, wait, then answer or break off.

    With `hesitates` it waits before it accepts. With `drips` it spreads the head or the body of
    the answer over the waiting time.
    """

    status: int = 200
    body: bytes = b""
    content_type: str = "application/json"
    accepts: bool = False
    delay_s: float = 0.0
    ending: Literal["name", "answer", "reset", "hang"] = "answer"
    hesitates: bool = False
    drips: Literal["head", "body"] | None = None
    headers: dict[str, str] = field(default_factory=dict)

    def but(self, retry_after: str | None, delay_s: float | None) -> "Behaviour":
        """Return the same with a Retry-After header or another delay."""
        headers = self.headers if retry_after is None else {"Retry-After": retry_after}
        delay_s = self.delay_s if delay_s is None else delay_s
        return replace(self, headers=headers, delay_s=delay_s)


def refusal(status: int, name: str, fcm_code: str | None, field: str | None = None) -> Behaviour:
    """Return a google.rpc.Status answer; `fcm_code` and `field` add their details."""
    details: list[dict[str, Any]] = []
    if fcm_code:
        details.append({"@type": FCM_ERROR, "errorCode": fcm_code})
    if field:
        violation = {"field": field, "description": "Invalid value."}
        details.append({"@type": BAD_REQUEST, "fieldViolations": [violation]})
    error: dict[str, Any] = {"code": status, "message": "Refused by the stub.", "status": name}
    if details:
        error["details"] = details
    return Behaviour(status, json.dumps({"error": error}).encode())


def _page(status: int) -> Behaviour:
    page = f"<!DOCTYPE html><html><title>Error {status}</title></html>"
    return Behaviour(status, page.encode(), "text/html; charset=UTF-8")


BEHAVIOURS = {
    "ok": Behaviour(accepts=True, ending="name"),
    "slow": Behaviour(accepts=True, delay_s=1.0, ending="name"),
    "slow-before-accept": Behaviour(accepts=True, delay_s=1.0, ending="name", hesitates=True),
    "slow-head": Behaviour(accepts=True, delay_s=1.0, drips="head"),
    "slow-body": Behaviour(accepts=True, delay_s=1.0, drips="body"),
    "400": refusal(400, "INVALID_ARGUMENT", "INVALID_ARGUMENT", "message.token"),
    "400-payload": refusal(400, "INVALID_ARGUMENT", "INVALID_ARGUMENT", "message.data[0].value"),
    "401": refusal(401, "UNAUTHENTICATED", "THIRD_PARTY_AUTH_ERROR"),
    "401-auth": refusal(401, "UNAUTHENTICATED", None),
    "403": refusal(403, "PERMISSION_DENIED", "SENDER_ID_MISMATCH"),
    "403-bare": refusal(403, "PERMISSION_DENIED", None),
    "404-unregistered": refusal(404, "NOT_FOUND", "UNREGISTERED"),
    "404-bare": refusal(404, "NOT_FOUND", None),
    "429": refusal(429, "RESOURCE_EXHAUSTED", "QUOTA_EXCEEDED"),
    "500": refusal(500, "INTERNAL", "INTERNAL"),
    "503": refusal(503, "UNAVAILABLE", "UNAVAILABLE"),
    "html-502": _page(502),
    "html-200": _page(200),
    "junk": Behaviour(body=b'{"name": [', accepts=True),
    "redirect": Behaviour(307, headers={"Location": "/elsewhere"}),
    "hang": Behaviour(accepts=True, ending="hang"),
    "hang-before": Behaviour(ending="hang"),
    "reset-before-accept": Behaviour(ending="reset"),
    "reset-after-accept": Behaviour(accepts=True, ending="reset"),
}


def target_of(message: dict[str, Any]) -> tuple[str, str]:
    """Return kind and value of a valid message's target."""
    return next((kind, message[kind]) for kind in TARGETS if kind in message)


def refused(authorization: str | None, body: Any) -> Behaviour | None:
    """Return FCM's refusal of a request, or None when it is well formed."""
    if not (authorization or "").removeprefix("Bearer ").strip() or authorization == "Bearer":
        return BEHAVIOURS["401-auth"]
    if not isinstance(body, dict) or not isinstance(body.get("message"), dict):
        return _invalid("message")
    if unknown := set(body) - {"message", "validate_only"}:
        return _invalid(unknown.pop())
    message = body["message"]
    if len([kind for kind in TARGETS if message.get(kind)]) != 1:
        return _invalid("message")
    if wrong := _wrong_field(message, MESSAGE, "message") or _wrong_value(message):
        return _invalid(wrong)
    payload = {key: value for key, value in message.items() if key not in TARGETS}
    if len(json.dumps(payload, ensure_ascii=False).encode()) > LARGEST_MESSAGE:
        return refusal(400, "INVALID_ARGUMENT", None)
    return None


def _invalid(field: str) -> Behaviour:
    return refusal(400, "INVALID_ARGUMENT", None, field)


def _wrong_field(value: Any, shape: Any, path: str) -> str | None:
    """Return the path of the first field that is unknown or of the wrong type."""
    if shape == FREE:
        return None
    if shape == TEXT:
        return None if isinstance(value, str) else path
    if not isinstance(value, dict):
        return path
    for key, inner in value.items():
        known = shape.get(key, shape.get("*"))
        wrong = f"{path}.{key}" if known is None else _wrong_field(inner, known, f"{path}.{key}")
        if wrong:
            return wrong
    return None


def _wrong_value(message: dict[str, Any]) -> str | None:
    """Return the path of the first value FCM would not take though its type is right."""
    android = message.get("android", {})
    if not DURATION.fullmatch(android.get("ttl", "0s")):
        return "message.android.ttl"
    if android.get("priority", "high").lower() not in ("high", "normal"):
        return "message.android.priority"
    if any(RESERVED.fullmatch(key) for key in message.get("data", {})):
        return "message.data"
    return None
