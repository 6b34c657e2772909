"""What an answer of FCM's HTTP v1 API means for one message. Pure: bytes in, an outcome out.

Codes: https://firebase.google.com/docs/reference/fcm/rest/v1/ErrorCode
"""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from push.posts import is_html, retry_after
from push.transports import EVERYTHING, Accepted, Dead, Outcome, Refused, Retry, Unknown

FCM_ERROR = "type.googleapis.com/google.firebase.fcm.v1.FcmError"
BAD_REQUEST = "type.googleapis.com/google.rpc.BadRequest"
FCM_CODES = frozenset(
    {
        "INTERNAL",
        "INVALID_ARGUMENT",
        "QUOTA_EXCEEDED",
        "SENDER_ID_MISMATCH",
        "THIRD_PARTY_AUTH_ERROR",
        "UNAVAILABLE",
        "UNREGISTERED",
    }
)
STATUSES = frozenset(
    {
        "DEADLINE_EXCEEDED",
        "FAILED_PRECONDITION",
        "INTERNAL",
        "INVALID_ARGUMENT",
        "NOT_FOUND",
        "PERMISSION_DENIED",
        "RESOURCE_EXHAUSTED",
        "UNAUTHENTICATED",
        "UNAVAILABLE",
    }
)
TARGET_FIELDS = frozenset({"message.token", "message.fid"})
LONGEST_NAME = 255


def outcome_of(status: int, headers: Mapping[str, str], body: bytes, now: datetime) -> Outcome:
    """Return the outcome of one message. An unreadable answer does not raise: Unknown or Refused.

    An outcome's code is from a fixed list or made from the HTTP status, so it may be logged.
    """
    if status == 200:
        return _taken(headers, body)
    error = _error(body)
    fcm_code = _fcm_code(error)
    code = fcm_code or _status(error) or _http_code(status, headers, body)
    if status in (429, 500, 503):
        return Retry(retry_after(headers, now), code, hold=EVERYTHING if status == 429 else None)
    if status == 401 and code in ("THIRD_PARTY_AUTH_ERROR", "UNAUTHENTICATED"):
        # Apple's or a browser's service rejects our keys, or FCM our token. If that is fixed in
        # time, reminders that have not expired are still sent.
        return Retry(None, code, hold="platform" if fcm_code else None)
    if status == 504:
        # A gateway that gave up waiting may have passed the message on.
        return Unknown(code)
    if _blames_target(status, fcm_code, error):
        return Dead(code)
    return Refused(code)


def _taken(headers: Mapping[str, str], body: bytes) -> Outcome:
    """Read a 200: HTML comes from a proxy or a portal; other bodies without a name are Unknown."""
    if is_html(headers, body):
        return Refused("HTML_200")
    name = _fields(_parsed(body)).get("name")
    if isinstance(name, str) and 0 < len(name) <= LONGEST_NAME:
        return Accepted(name)
    return Unknown("NO_NAME")


def _blames_target(status: int, fcm_code: str | None, error: Mapping[str, Any]) -> bool:
    """Tell whether the target is dead; only FCM's own error details can say so."""
    match status, fcm_code:
        case (404, "UNREGISTERED") | (403, "SENDER_ID_MISMATCH"):
            return True
        case (400, "INVALID_ARGUMENT"):
            # A violation of any other field means that our payload is wrong, for every target.
            return all(field in TARGET_FIELDS for field in _violated(error))
    return False


def _parsed(body: bytes) -> object:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _fields(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _error(body: bytes) -> Mapping[str, Any]:
    return _fields(_fields(_parsed(body)).get("error"))


def _details(error: Mapping[str, Any], type: str) -> Iterator[Mapping[str, Any]]:
    found = error.get("details")
    for detail in found if isinstance(found, list) else ():
        if _fields(detail).get("@type") == type:
            yield detail


def _fcm_code(error: Mapping[str, Any]) -> str | None:
    codes = [detail.get("errorCode") for detail in _details(error, FCM_ERROR)]
    return next((code for code in codes if isinstance(code, str) and code in FCM_CODES), None)


def _status(error: Mapping[str, Any]) -> str | None:
    status = error.get("status")
    return status if isinstance(status, str) and status in STATUSES else None


def _violated(error: Mapping[str, Any]) -> Iterator[object]:
    for detail in _details(error, BAD_REQUEST):
        violations = detail.get("fieldViolations")
        for violation in violations if isinstance(violations, list) else ():
            field = _fields(violation).get("field")
            yield field if isinstance(field, str) else None


def _http_code(status: int, headers: Mapping[str, str], body: bytes) -> str:
    return f"HTML_{status}" if is_html(headers, body) else f"HTTP_{status}"
