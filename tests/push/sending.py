"""Ways to send to a local stand-in, shared by the tests of the transport."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from push.fcm import FcmTransport, open_fcm
from push.transports import Outcome, Retry
from tests.push.notices import NOW, a_notice, a_phone


@asynccontextmanager
async def opened(
    url: str, connections: int = 100, timeout_s: float = 5.0
) -> AsyncIterator[FcmTransport]:
    transport = open_fcm("p", url, connections, timeout_s)
    try:
        yield transport
    finally:
        await transport.close()


async def send_to(transport: FcmTransport, value: str = "ana-phone") -> Outcome:
    return await transport.send(a_notice(), a_phone(value), NOW)


async def send_now(transport: FcmTransport, value: str = "ana-phone") -> Outcome:
    """Send by the real clock, which access tokens lapse by."""
    now = datetime.now(UTC)
    notice = replace(a_notice(), expires_at=now + timedelta(hours=2))
    return await transport.send(notice, a_phone(value), now)


async def worst_lag(done: asyncio.Event) -> float:
    """Return the longest time, in seconds, that the event loop kept a 5 ms sleep waiting."""
    loop = asyncio.get_running_loop()
    worst = 0.0
    while not done.is_set():
        asked = loop.time()
        await asyncio.sleep(0.005)
        worst = max(worst, loop.time() - asked - 0.005)
    return worst


def quota(after_s: float | None) -> Retry:
    return Retry(after_s, "QUOTA_EXCEEDED", hold="all")


def foreign() -> Retry:
    """Return what becomes of a push when Apple or a browser does not take our keys."""
    return Retry(None, "THIRD_PARTY_AUTH_ERROR", hold="platform")


def busy(after_s: float | None) -> Retry:
    return Retry(after_s, "UNAVAILABLE")
