"""Ways to send to a local stand-in, shared by the tests of the transport."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

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


async def until(condition: Callable[[], bool]) -> None:
    """Give the other side time to get there, five seconds at most."""
    for _ in range(500):
        if condition():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("It never came to pass.")


def quota(after_s: float | None) -> Retry:
    return Retry(after_s, "QUOTA_EXCEEDED", cool_down=True)


def busy(after_s: float | None) -> Retry:
    return Retry(after_s, "UNAVAILABLE", cool_down=False)
