"""Sending to the stand-in for FCM, shared by the tests of the transport."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from push.fcm.client import FcmTransport, open_fcm
from push.transports import Outcome, Retry
from tests.loops import the_loop
from tests.push.notices import NOW, a_notice, a_phone
from tests.waiting import until

T = TypeVar("T")
# Longer than any answer takes on any machine; and longer than any time-out that is measured.
UNHURRIED_S, TIMED_S = 3600.0, 60.0


@asynccontextmanager
async def opened(
    url: str, connections: int = 100, timeout_s: float = UNHURRIED_S
) -> AsyncIterator[FcmTransport]:
    transport = open_fcm("p", url, connections, timeout_s)
    try:
        yield transport
    finally:
        await transport.close()


async def send_to(transport: FcmTransport, value: str = "ana-phone") -> Outcome:
    return await transport.send(a_notice(), a_phone(value), NOW)


async def send_now(transport: FcmTransport, value: str = "ana-phone") -> Outcome:
    """Send at the time of the real clock, by which access tokens expire."""
    now = datetime.now(UTC)
    notice = replace(a_notice(), expires_at=now + timedelta(hours=2))
    return await transport.send(notice, a_phone(value), now)


async def timed(sending: Awaitable[T], begun: Callable[[], bool]) -> tuple[T, float]:
    """Return the result of a send that gets no answer, and how many seconds it took.

    The loop's clock stands still until `begun`, then jumps from one timer to the next.
    """
    loop = the_loop()
    with loop.standing():
        started = loop.time()

        async def noting() -> tuple[T, float]:
            return await sending, loop.time() - started

        noted = asyncio.create_task(noting())
        await until(begun, "it to begin")
        await loop.pass_by(TIMED_S)
        assert noted.done(), "it goes on waiting"
        return await noted


def quota(after_s: float | None) -> Retry:
    return Retry(after_s, "QUOTA_EXCEEDED", hold="all")


def foreign() -> Retry:
    """Return the outcome of a push when Apple or a browser's service rejects our keys."""
    return Retry(None, "THIRD_PARTY_AUTH_ERROR", hold="platform")


def busy(after_s: float | None) -> Retry:
    return Retry(after_s, "UNAVAILABLE")
