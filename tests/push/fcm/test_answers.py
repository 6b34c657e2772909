"""What each answer of FCM means for a message."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from push.fcm.answers import outcome_of
from push.transports import Accepted, Dead, Outcome, Refused, Retry, Unknown
from tests.fcm_protocol import BAD_REQUEST, FCM_ERROR
from tests.push.fcm.sending import foreign

NOW = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
HTML = b"<!DOCTYPE html><title>Error</title>"


def fcm(code: str, *fields: str, status: str = "INVALID_ARGUMENT") -> bytes:
    """Return a google.rpc.Status with FCM's own error code and the fields it complains about."""
    details: list[Any] = [{"@type": FCM_ERROR, "errorCode": code}]
    if fields:
        violations = [{"field": field} for field in fields]
        details.append({"@type": BAD_REQUEST, "fieldViolations": violations})
    return json.dumps({"error": {"status": status, "details": details}}).encode()


def bare(status: str) -> bytes:
    return json.dumps({"error": {"status": status, "message": "no details"}}).encode()


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (200, b'{"name": "projects/p/messages/1"}', Accepted("projects/p/messages/1")),
        (200, b'{"name": ""}', Unknown("NO_NAME")),
        (200, b'{"name": 7}', Unknown("NO_NAME")),
        (200, b'{"name": "' + b"x" * 256 + b'"}', Unknown("NO_NAME")),
        (200, b"[]", Unknown("NO_NAME")),
        (200, b"", Unknown("NO_NAME")),
        (200, b'{"name": [', Unknown("NO_NAME")),
        (200, HTML, Refused("HTML_200")),
        (204, b"", Refused("HTTP_204")),
        (302, b"", Refused("HTTP_302")),
        (400, fcm("INVALID_ARGUMENT"), Dead("INVALID_ARGUMENT")),
        (400, fcm("INVALID_ARGUMENT", "message.token"), Dead("INVALID_ARGUMENT")),
        (400, fcm("INVALID_ARGUMENT", "message.fid"), Dead("INVALID_ARGUMENT")),
        (400, fcm("INVALID_ARGUMENT", "message.data[0].value"), Refused("INVALID_ARGUMENT")),
        (400, fcm("INVALID_ARGUMENT", "message.token", "message"), Refused("INVALID_ARGUMENT")),
        (400, bare("INVALID_ARGUMENT"), Refused("INVALID_ARGUMENT")),
        (400, HTML, Refused("HTML_400")),
        (401, fcm("THIRD_PARTY_AUTH_ERROR"), foreign()),
        (401, bare("UNAUTHENTICATED"), Retry(None, "UNAUTHENTICATED")),
        (401, bare("PERMISSION_DENIED"), Refused("PERMISSION_DENIED")),
        (401, HTML, Refused("HTML_401")),
        (401, b"", Refused("HTTP_401")),
        (403, fcm("SENDER_ID_MISMATCH"), Dead("SENDER_ID_MISMATCH")),
        (403, bare("PERMISSION_DENIED"), Refused("PERMISSION_DENIED")),
        (404, fcm("UNREGISTERED", status="NOT_FOUND"), Dead("UNREGISTERED")),
        (404, bare("NOT_FOUND"), Refused("NOT_FOUND")),
        (403, fcm("THIRD_PARTY_AUTH_ERROR"), Refused("THIRD_PARTY_AUTH_ERROR")),
        (403, HTML, Refused("HTML_403")),
        (404, HTML, Refused("HTML_404")),
        (404, b"", Refused("HTTP_404")),
        (410, fcm("UNREGISTERED"), Refused("UNREGISTERED")),
        (404, fcm("INVALID_ARGUMENT"), Refused("INVALID_ARGUMENT")),
        (429, fcm("QUOTA_EXCEEDED"), Retry(None, "QUOTA_EXCEEDED", hold="all")),
        (429, b"", Retry(None, "HTTP_429", hold="all")),
        (500, fcm("INTERNAL"), Retry(None, "INTERNAL")),
        (500, HTML, Retry(None, "HTML_500")),
        (502, b"", Refused("HTTP_502")),
        (502, HTML, Refused("HTML_502")),
        (503, fcm("UNAVAILABLE"), Retry(None, "UNAVAILABLE")),
        (503, HTML, Retry(None, "HTML_503")),
        (504, bare("DEADLINE_EXCEEDED"), Unknown("DEADLINE_EXCEEDED")),
        (504, HTML, Unknown("HTML_504")),
    ],
)
def test_an_answer_has_one_meaning(status: int, body: bytes, expected: Outcome) -> None:
    assert outcome_of(status, {}, body, NOW) == expected


@pytest.mark.parametrize(
    "body",
    [
        b"\xff\xfe",
        b"null",
        b"[" * 60_000,
        b'{"error": []}',
        b'{"error": {"details": {"@type": 1}}}',
        b'{"error": {"details": [null, 3, {"@type": []}]}}',
        b'{"error": {"status": ["NOT_FOUND"]}}',
        fcm("Ana's knee hurts"),
        bare("Ana's knee hurts"),
    ],
)
def test_junk_disables_nothing_and_leaves_no_trace_in_the_code(body: bytes) -> None:
    assert outcome_of(404, {}, body, NOW) in {Refused("HTTP_404"), Refused("INVALID_ARGUMENT")}
    assert outcome_of(200, {}, body, NOW) == Unknown("NO_NAME")


@pytest.mark.parametrize("violations", [7, None, [3], [{"field": 7}], [{}]])
def test_unreadable_violations_do_not_kill_a_target(violations: object) -> None:
    details = [
        {"@type": FCM_ERROR, "errorCode": "INVALID_ARGUMENT"},
        {"@type": BAD_REQUEST, "fieldViolations": violations},
    ]
    body = json.dumps({"error": {"details": details}}).encode()
    expected = Dead if violations in (7, None) else Refused
    assert outcome_of(400, {}, body, NOW) == expected("INVALID_ARGUMENT")


def test_html_is_told_by_its_content_type_too() -> None:
    outcome = outcome_of(200, {"Content-Type": "text/HTML; charset=UTF-8"}, b"Sign in", NOW)
    assert outcome == Refused("HTML_200")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("30", 30.0),
        (" 0 ", 0.0),
        ("Sun, 01 Mar 2026 08:01:30 GMT", 90.0),
        ("Sun, 01 Mar 2026 08:01:30 -0000", 90.0),
        ("Sun, 01 Mar 2026 07:00:00 GMT", 0.0),
        ("Sun, 01 Mar 2099 07:00:00 GMT", 86_400.0),
        ("9" * 5000, 86_400.0),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("nan", None),
        ("٣", None),
        ("Sun, 99 Mar 2026 99:00:00 GMT", None),
        ("Fri, 31 Dec 9999 23:59:59 -9999", None),
    ],
)
@pytest.mark.parametrize("status", [429, 500, 503])
def test_retry_after_is_seconds_or_a_date(value: str, expected: float | None, status: int) -> None:
    outcome = outcome_of(status, {"retry-AFTER": value}, b"", NOW)
    assert outcome == Retry(expected, f"HTTP_{status}", hold="all" if status == 429 else None)


def test_a_date_is_reckoned_from_the_given_instant() -> None:
    headers = {"Retry-After": "Sun, 01 Mar 2026 08:01:30 GMT"}
    outcome = outcome_of(503, headers, b"", NOW + timedelta(seconds=80))
    assert outcome == Retry(10.0, "HTTP_503")
