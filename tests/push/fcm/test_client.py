"""The FCM transport against a real HTTP server that speaks FCM's API."""

import logging

import pytest
import structlog
from structlog.testing import capture_logs

from push.fcm.client import FcmTransport, open_fcm
from push.transports import Accepted, Address, Dead, Outcome, Refused, Retry, Unknown
from tests.fcm_stub import FcmStub
from tests.push.fcm.sending import busy, foreign, opened, quota, send_to, timed
from tests.push.notices import NOW, REMINDER_ID, a_notice

log = structlog.get_logger("tests")


async def test_an_accepted_message_has_fcms_name_and_is_what_was_built(stub: FcmStub) -> None:
    async with opened(stub.url) as transport:
        assert await send_to(transport) == Accepted("projects/p/messages/1")
    (accepted,) = stub.accepted
    assert (accepted["kind"], accepted["value"]) == ("fid", "ana-phone")
    assert accepted["message"]["android"]["ttl"] == "7200s"
    assert accepted["message"]["apns"]["headers"]["apns-collapse-id"] == str(REMINDER_ID)
    assert accepted["message"]["webpush"]["headers"]["TTL"] == "7200"


async def test_a_registration_token_is_sent_as_one(stub: FcmStub) -> None:
    async with opened(stub.url) as transport:
        await transport.send(a_notice(), Address("token", "ana-phone", "ios"), NOW)
    assert stub.accepted[0]["message"]["token"] == "ana-phone"


@pytest.mark.parametrize(
    ("behaviour", "expected", "accepted"),
    [
        ("400", Dead("INVALID_ARGUMENT"), 0),
        ("400-payload", Refused("INVALID_ARGUMENT"), 0),
        ("401", foreign(), 0),
        ("401-auth", Retry(None, "UNAUTHENTICATED"), 0),
        ("403", Dead("SENDER_ID_MISMATCH"), 0),
        ("403-bare", Refused("PERMISSION_DENIED"), 0),
        ("404-unregistered", Dead("UNREGISTERED"), 0),
        ("404-bare", Refused("NOT_FOUND"), 0),
        ("429", quota(None), 0),
        ("500", Retry(None, "INTERNAL"), 0),
        ("503", busy(None), 0),
        ("html-502", Refused("HTML_502"), 0),
        ("html-200", Refused("HTML_200"), 0),
        ("junk", Unknown("NO_NAME"), 1),
        ("reset-before-accept", Unknown("dropped"), 0),
        ("reset-after-accept", Unknown("dropped"), 1),
    ],
)
async def test_each_answer_has_its_outcome_after_one_post(
    stub: FcmStub, behaviour: str, expected: Outcome, accepted: int
) -> None:
    async with opened(stub.url) as transport:
        assert await send_to(transport, f"{behaviour}:ana-phone") == expected
    assert (stub.requests, len(stub.accepted)) == (1, accepted)


@pytest.mark.parametrize(("behaviour", "expected"), [("429", quota(7.0)), ("503", busy(7.0))])
async def test_the_wait_a_server_asks_for_is_passed_on(
    stub: FcmStub, behaviour: str, expected: Retry
) -> None:
    stub.script(behaviour, retry_after=7)
    async with opened(stub.url) as transport:
        assert await send_to(transport) == expected
        assert isinstance(await send_to(transport), Accepted)


async def test_a_redirect_is_not_followed(stub: FcmStub) -> None:
    async with opened(stub.url) as transport:
        assert await send_to(transport, "redirect:ana-phone") == Refused("HTTP_307")
    assert stub.requests == 1


async def test_no_target_and_no_authorization_is_logged(
    stub: FcmStub, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with capture_logs() as ours:
        log.info("said", told="this is captured")
        async with opened(stub.url, timeout_s=30) as transport:
            for behaviour in ("ok", "404-unregistered", "503", "reset-before-accept"):
                await send_to(transport, f"{behaviour}:ana-phone")
            await timed(send_to(transport, "hang:ana-phone"), lambda: stub.requests == 5)
    said = caplog.text + str(ours)
    assert "this is captured" in said
    assert "ana-phone" not in said
    assert "Bearer" not in said


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://fcm.googleapis.com",
        "http://localhost.example.com",
        "http://127.0.0.1@example.com",
        "http://0.0.0.0:80",
        "http://10.0.0.1",
        "ftp://127.0.0.1",
        "127.0.0.1:8080",
        "",
    ],
)
def test_a_stand_in_is_on_this_machine(endpoint: str) -> None:
    with pytest.raises(ValueError, match="on this machine"):
        open_fcm("p", endpoint)


@pytest.mark.parametrize(
    "endpoint", ["http://127.8.0.1:9", "http://[::1]:9/", "http://localhost:9", "https://127.0.0.1"]
)
def test_any_loopback_address_will_do(endpoint: str) -> None:
    assert isinstance(open_fcm(None, endpoint), FcmTransport)
