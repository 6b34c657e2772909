"""Nothing is waited for beyond the instant a reminder expires at."""

import asyncio
import time
from datetime import timedelta

import pytest

from push.fcm import FcmTransport, _send_url
from push.posts import Pool, loopback
from push.tokens import AccessToken, AccessTokens
from push.transports import Accepted, Outcome, Retry, Unknown
from tests.fcm_stub import FcmStub
from tests.push.notices import NOW, a_notice, a_phone
from tests.push.sending import opened, send_to

SOON = timedelta(seconds=0.4)


async def send_in_time(
    transport: FcmTransport, value: str = "ana-phone", lasts: timedelta = SOON
) -> tuple[Outcome, float]:
    """Send what expires soon; return the outcome and for how long it was waited."""
    loop = asyncio.get_running_loop()
    started = loop.time()
    outcome = await transport.send(a_notice(lasts), a_phone(value), NOW)
    return outcome, loop.time() - started


@pytest.mark.parametrize("behaviour", ["hang", "hang-before", "slow"])
async def test_an_answer_is_awaited_until_the_reminder_expires(
    stub: FcmStub, behaviour: str
) -> None:
    async with opened(stub.url, timeout_s=5.0) as transport:
        outcome, took = await send_in_time(transport, f"{behaviour}:ana-phone")
    assert outcome == Unknown("timeout")
    assert 0.3 < took < 0.8


async def test_who_still_queues_for_a_connection_then_is_not_sent(stub: FcmStub) -> None:
    async with opened(stub.url, connections=1, timeout_s=5.0) as transport:
        stub.script("slow", delay_s=1.0)
        first = asyncio.create_task(send_to(transport))
        await asyncio.sleep(0.1)
        outcome, took = await send_in_time(transport, "ana-tablet")
        assert isinstance(await first, Accepted)
        await asyncio.sleep(0.2)
    assert (outcome, took < 0.8) == (Retry(None, "connect"), True)
    assert stub.requests == 1


def signing_in(stub: FcmStub, seconds: float) -> FcmTransport:
    """Return a transport whose sign-in takes a while."""

    def fetch() -> AccessToken:
        time.sleep(seconds)
        return AccessToken({"Authorization": "Bearer t"}, None)

    url = _send_url(loopback(stub.url), "p")
    tokens = AccessTokens(fetch, pause_s=0.0)
    return FcmTransport(url, Pool(10), tokens, 15.0, on_close=lambda: None)


async def test_a_sign_in_is_not_awaited_beyond_it_either(stub: FcmStub) -> None:
    transport = signing_in(stub, 1.0)
    outcome, took = await send_in_time(transport)
    await transport.close()
    assert (outcome, took < 0.4, stub.requests) == (Retry(None, "credentials"), True, 0)


async def test_a_wait_for_the_sign_in_is_taken_off_the_messages_life(stub: FcmStub) -> None:
    transport = signing_in(stub, 1.2)
    outcome, _ = await send_in_time(transport, lasts=timedelta(minutes=1))
    await transport.close()
    assert isinstance(outcome, Accepted)
    assert stub.accepted[0]["message"]["android"]["ttl"] == "59s"


@pytest.mark.parametrize("lasts_s", [0.0, -1.0])
async def test_what_has_expired_does_not_leave(stub: FcmStub, lasts_s: float) -> None:
    async with opened(stub.url) as transport:
        outcome, _ = await send_in_time(transport, lasts=timedelta(seconds=lasts_s))
    assert (outcome, stub.requests) == (Retry(None, "late"), 0)
