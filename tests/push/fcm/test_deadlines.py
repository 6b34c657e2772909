"""Nothing is waited for beyond the instant a reminder expires at."""

import asyncio
import threading
from datetime import timedelta

import pytest

from push.fcm.client import FcmTransport, _send_url
from push.fcm.tokens import AccessToken, AccessTokens
from push.posts import Pool, loopback
from push.transports import Accepted, Outcome, Retry, Unknown
from tests.fcm_stub import FcmStub
from tests.loops import the_loop
from tests.push.fcm.sending import opened, send_to, timed
from tests.push.notices import NOW, a_notice, a_phone
from tests.waiting import WITHIN_S, until

SOON = timedelta(seconds=0.4)


async def send_in_time(
    transport: FcmTransport, value: str = "ana-phone", lasts: timedelta = SOON
) -> Outcome:
    """Send what expires soon."""
    return await transport.send(a_notice(lasts), a_phone(value), NOW)


@pytest.mark.parametrize("behaviour", ["hang", "hang-before", "slow"])
async def test_an_answer_is_awaited_until_the_reminder_expires(
    stub: FcmStub, behaviour: str
) -> None:
    async with opened(stub.url) as transport:
        sending = send_in_time(transport, f"{behaviour}:ana-phone")
        outcome, took = await timed(sending, lambda: stub.requests == 1)
    assert outcome == Unknown("timeout")
    assert took == pytest.approx(0.4)


async def test_who_still_queues_for_a_connection_then_is_not_sent(stub: FcmStub) -> None:
    stub.hold()
    async with opened(stub.url, connections=1) as transport:
        first = asyncio.create_task(send_to(transport))
        await until(lambda: stub.requests == 1, "the first to have the connection")
        outcome, took = await timed(send_in_time(transport, "ana-tablet"), lambda: True)
        stub.release()
        assert isinstance(await first, Accepted)
        assert isinstance(await send_to(transport), Accepted)
    assert outcome == Retry(None, "connect")
    assert took < 0.4
    assert stub.requests == 2


class SigningIn:
    """A sign-in that lasts until it is `over`; `begun` once somebody waits for it."""

    def __init__(self) -> None:
        self.begun, self.over = threading.Event(), threading.Event()

    def fetch(self) -> AccessToken:
        self.begun.set()
        assert self.over.wait(WITHIN_S), "it was never over"
        return AccessToken({"Authorization": "Bearer t"}, None)

    def transport(self, stub: FcmStub) -> FcmTransport:
        url = _send_url(loopback(stub.url), "p")
        tokens = AccessTokens(self.fetch, pause_s=0.0)
        return FcmTransport(url, Pool(10), tokens, 15.0, on_close=lambda: None)


async def test_a_sign_in_is_not_awaited_beyond_it_either(stub: FcmStub) -> None:
    signing_in = SigningIn()
    transport = signing_in.transport(stub)
    outcome, took = await timed(send_in_time(transport), signing_in.begun.is_set)
    signing_in.over.set()
    await transport.close()
    assert (outcome, stub.requests) == (Retry(None, "credentials"), 0)
    assert took < 0.4


async def test_a_wait_for_the_sign_in_is_taken_off_the_messages_life(stub: FcmStub) -> None:
    signing_in = SigningIn()
    transport = signing_in.transport(stub)
    with the_loop().standing():
        sending = asyncio.create_task(send_in_time(transport, lasts=timedelta(minutes=1)))
        await until(signing_in.begun.is_set, "the sign-in to begin")
        the_loop().skip(1.2)
        signing_in.over.set()
        assert isinstance(await sending, Accepted)
    await transport.close()
    assert stub.accepted[0]["message"]["android"]["ttl"] == "59s"


@pytest.mark.parametrize("lasts_s", [0.0, -1.0])
async def test_what_has_expired_does_not_leave(stub: FcmStub, lasts_s: float) -> None:
    async with opened(stub.url) as transport:
        outcome = await send_in_time(transport, lasts=timedelta(seconds=lasts_s))
    assert (outcome, stub.requests) == (Retry(None, "late"), 0)
