"""The transport of web push against a real HTTP server that speaks its protocols."""

import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
import structlog
from structlog.testing import capture_logs

from api.platform.vapid import KeyPair, new_key_pair
from push.transports import (
    Accepted,
    Clear,
    Dead,
    Opens,
    Outcome,
    Proof,
    Refused,
    Retry,
    Unknown,
)
from push.web_push.client import WebPushTransport, open_web_push
from tests.push.fcm.sending import UNHURRIED_S, timed
from tests.push.notices import NOW, REMINDER_ID, a_notice
from tests.push.web_push.acting import CONTACT, address_of
from tests.push_service_stub import PushService, encoded

log = structlog.get_logger("tests")
PRESCRIPTION = UUID("0195528a-7c00-7000-8000-000000000002")
CLEAR = Clear(REMINDER_ID, NOW + timedelta(hours=1))
PROOF = Proof(REMINDER_ID, "app", "a-secret", NOW + timedelta(minutes=10))


@pytest.fixture
async def service(key: KeyPair) -> AsyncIterator[PushService]:
    async with PushService(key.public, lambda: NOW) as service:
        yield service


@pytest.fixture
async def transport(key: KeyPair, service: PushService) -> AsyncIterator[WebPushTransport]:
    transport = open_web_push(key.private, CONTACT, service.url, 100, UNHURRIED_S)
    yield transport
    await transport.close()


async def send(transport: WebPushTransport, service: PushService, name: str = "ana") -> Outcome:
    return await transport.send(a_notice(), address_of(service.browser(name)), NOW)


async def test_the_browser_reads_what_is_to_be_shown(
    transport: WebPushTransport, service: PushService
) -> None:
    opens = Opens("08:00", date(2026, 3, 1), PRESCRIPTION)
    notice = replace(a_notice(), opens=opens, language="es", title="Es hora", body="Tu próxima…")
    assert await transport.send(notice, address_of(service.browser("ana")), NOW) == Accepted(
        "web_push/201"
    )
    assert service.messages() == [
        {
            "action": "show",
            "reminder_id": str(REMINDER_ID),
            "tag": str(REMINDER_ID),
            "title": "Es hora",
            "body": "Tu próxima…",
            "lang": "es",
            "link": f"carryover://reminders/{REMINDER_ID}",
            "opens": {
                "slot": "08:00",
                "local_date": "2026-03-01",
                "prescription_id": str(PRESCRIPTION),
            },
        }
    ]
    headers = service.accepted[0].headers
    assert (headers["ttl"], headers["urgency"]) == ("7200", "high")
    assert headers["topic"] == REMINDER_ID.hex
    assert service.accepted[0].claims["sub"] == CONTACT


async def test_what_is_silent_has_the_data_that_fcms_phones_get(
    transport: WebPushTransport, service: PushService
) -> None:
    address = address_of(service.browser("ana"))
    for message in (CLEAR, PROOF):
        assert isinstance(await transport.send(message, address, NOW), Accepted)
    about = {"reminder_id": str(REMINDER_ID)}
    assert service.messages() == [
        {"action": "clear", **about},
        {"action": "proof", **about, "installation_id": "app", "proof": "a-secret"},
    ]
    clear, proof = (each.headers for each in service.accepted)
    assert (clear["topic"], clear["urgency"], clear["ttl"]) == (REMINDER_ID.hex, "low", "3600")
    assert "topic" not in proof


async def test_the_length_of_a_message_tells_nothing_of_it(
    transport: WebPushTransport, service: PushService
) -> None:
    address = address_of(service.browser("ana"))
    for message in (a_notice(), replace(a_notice(), body="Short"), CLEAR, PROOF):
        await transport.send(message, address, NOW)
    assert {len(each.text) for each in service.accepted} == {1024}


@pytest.mark.parametrize(
    ("name", "expected", "accepted"),
    [
        ("200:ana", Accepted("web_push/200"), 1),
        ("202:ana", Accepted("web_push/202"), 1),
        ("400:ana", Refused("HTTP_400"), 0),
        ("401:ana", Retry(None, "VAPID_REJECTED", hold="platform"), 0),
        ("403:ana", Retry(None, "VAPID_REJECTED", hold="platform"), 0),
        ("404:ana", Dead("UNREGISTERED"), 0),
        ("406:ana", Retry(None, "THROTTLED", hold="platform"), 0),
        ("410:ana", Dead("UNREGISTERED"), 0),
        ("413:ana", Refused("HTTP_413"), 0),
        ("429:ana", Retry(None, "THROTTLED", hold="platform"), 0),
        ("500:ana", Retry(None, "HTTP_500"), 0),
        ("502:ana", Unknown("HTTP_502"), 0),
        ("503:ana", Retry(None, "HTTP_503"), 0),
        ("504:ana", Unknown("HTTP_504"), 0),
        ("page:ana", Refused("HTML_200"), 1),
        ("redirect:ana", Refused("HTTP_307"), 0),
    ],
)
async def test_each_answer_has_its_outcome_after_one_post(
    transport: WebPushTransport,
    service: PushService,
    name: str,
    expected: Outcome,
    accepted: int,
) -> None:
    assert await send(transport, service, name) == expected
    assert (service.requests, len(service.accepted)) == (1, accepted)


@pytest.mark.parametrize("said", ["429", "503"])
async def test_the_wait_that_a_service_asks_for_is_passed_on(
    transport: WebPushTransport, service: PushService, said: str
) -> None:
    service.answer(said, retry_after="7")
    outcome = await send(transport, service)
    assert isinstance(outcome, Retry)
    assert outcome.after_s == 7


async def test_an_answer_is_awaited_until_the_reminder_expires(
    transport: WebPushTransport, service: PushService
) -> None:
    notice, address = a_notice(timedelta(seconds=0.4)), address_of(service.browser("hang:ana"))
    sending = transport.send(notice, address, NOW)
    outcome, took = await timed(sending, lambda: len(service.accepted) == 1)
    assert outcome == Unknown("timeout")
    assert took == pytest.approx(0.4)


async def test_a_service_that_is_not_there_is_tried_again(key: KeyPair) -> None:
    async with PushService(key.public, lambda: NOW) as gone:
        address = address_of(gone.browser("ana"))
    transport = open_web_push(key.private, CONTACT, gone.url, 1, UNHURRIED_S)
    assert await transport.send(a_notice(), address, NOW) == Retry(None, "connect")
    await transport.close()
    assert await transport.send(a_notice(), address, NOW) == Retry(None, "closed")


async def test_what_has_expired_is_not_sent(
    transport: WebPushTransport, service: PushService
) -> None:
    address = address_of(service.browser("ana"))
    late = a_notice(timedelta(0))
    assert await transport.send(late, address, NOW) == Retry(None, "late")
    assert service.requests == 0


async def test_nothing_is_posted_where_no_push_service_is(
    key: KeyPair, service: PushService
) -> None:
    address = address_of(service.browser("ana"))
    transport = open_web_push(key.private, CONTACT, None, 1, UNHURRIED_S)
    assert await transport.send(a_notice(), address, NOW) == Refused("endpoint")
    assert service.requests == 0
    await transport.close()


@pytest.mark.parametrize("wrong", [None, "", "AAAA", encoded(b"\x04" + b"\x01" * 64)])
async def test_keys_that_are_none_are_refused_and_nothing_leaves(
    transport: WebPushTransport, service: PushService, wrong: str | None
) -> None:
    address = replace(address_of(service.browser("ana")), p256dh=wrong)
    assert await transport.send(a_notice(), address, NOW) == Refused("payload")
    assert service.requests == 0


async def test_another_key_than_the_subscriptions_is_rejected(service: PushService) -> None:
    transport = open_web_push(new_key_pair().private, CONTACT, service.url, 1, UNHURRIED_S)
    assert await send(transport, service) == Retry(None, "VAPID_REJECTED", hold="platform")
    await transport.close()


async def test_it_signs_once_for_a_service_and_anew_before_that_runs_out(
    transport: WebPushTransport, service: PushService
) -> None:
    address, expiries = address_of(service.browser("ana")), []
    for after in (0, 1, 10, 12, 13):
        now = NOW + timedelta(hours=after)
        await transport.send(replace(a_notice(), expires_at=now + timedelta(hours=1)), address, now)
        left = service.accepted[-1].claims["exp"] - now.timestamp() if service.accepted else 0
        expiries.append(left / 3600)
    assert expiries == [12, 11, 2, 12, 11]


async def test_no_endpoint_key_or_signature_is_logged(
    transport: WebPushTransport, service: PushService, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with capture_logs() as ours:
        log.info("said", told="this is captured")
        for name in ("ana", "410:ana", "401:ana", "503:ana"):
            await send(transport, service, name)
    said = caplog.text + str(ours)
    assert "this is captured" in said
    for secret in ("/push/", "vapid t=", service.browser("ana").target["p256dh"]):
        assert secret not in said
    assert service.url not in repr(address_of(service.browser("ana")))


@pytest.mark.parametrize("endpoint", ["https://push.example.org", "http://10.0.0.1", "127.0.0.1:9"])
def test_a_stand_in_is_on_this_machine(key: KeyPair, endpoint: str) -> None:
    with pytest.raises(ValueError, match="on this machine"):
        open_web_push(key.private, CONTACT, endpoint)
