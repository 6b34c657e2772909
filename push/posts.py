"""One POST over a pool of connections, and what of an answer does not depend on whose it is."""

import asyncio
import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    DummyCookieJar,
    TCPConnector,
)
from yarl import URL

from push.transports import Retry, Unknown

LONGEST_ANSWER = 65_536
LONGEST_WAIT_S = 86_400.0


@dataclass(frozen=True, slots=True)
class Answer:
    """A complete HTTP answer; the body is truncated to 64 KiB."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Pool:
    """Sends at most `connections` POSTs at a time, over connections that are kept open.

    It never retries, follows a redirect, keeps a cookie or reads a proxy from the environment.
    """

    def __init__(self, connections: int) -> None:
        self._connections = connections
        self._session: ClientSession | None = None
        self._closed = False

    async def post(
        self, url: URL, headers: Mapping[str, str], body: bytes, timeout_s: float
    ) -> Answer | Retry | Unknown:
        """POST once, within `timeout_s` seconds including the wait for a connection.

        Retry means that nothing was written; Unknown that the request may have arrived.
        """
        if self._closed:
            return Retry(None, "closed")
        try:
            return await self._exchange(url, headers, body, _timeouts(timeout_s))
        except (ClientConnectorError, ConnectionTimeoutError):
            return Retry(None, "connect")
        except TimeoutError:
            return Unknown("timeout")
        except (ClientError, OSError):
            return Unknown("dropped")
        except asyncio.CancelledError:
            # Closing the pool cancels requests that still queue for a connection: nothing was
            # written, and this task itself was not asked to stop.
            task = asyncio.current_task()
            if not self._closed or (task is not None and task.cancelling()):
                raise
            return Retry(None, "closed")

    async def close(self) -> None:
        """Close all connections; POSTs in flight end as Unknown, queued ones as Retry."""
        self._closed = True
        if self._session is not None:
            await self._session.close()

    async def _exchange(
        self, url: URL, headers: Mapping[str, str], body: bytes, limits: ClientTimeout
    ) -> Answer:
        session = self._open()
        async with session.post(
            url, data=body, headers=headers, timeout=limits, allow_redirects=False
        ) as response:
            chunks: list[bytes] = []
            left = LONGEST_ANSWER
            while left and (chunk := await response.content.read(left)):
                chunks.append(chunk)
                left -= len(chunk)
            return Answer(response.status, response.headers, b"".join(chunks))

    def _open(self) -> ClientSession:
        """Return the HTTP session, made at first use because it belongs to the running loop."""
        if self._session is None:
            self._session = ClientSession(
                connector=TCPConnector(limit=self._connections),
                cookie_jar=DummyCookieJar(),
                trust_env=False,
            )
        return self._session


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return Retry-After in seconds (RFC 9110, 10.2.3), at most a day; None if unreadable."""
    value = header(headers, "retry-after").strip()
    if value.isascii() and value.isdigit():
        return min(float(value), LONGEST_WAIT_S)
    try:
        at = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    wait = (at if at.tzinfo else at.replace(tzinfo=UTC)) - now
    return min(max(wait.total_seconds(), 0.0), LONGEST_WAIT_S)


def is_html(headers: Mapping[str, str], body: bytes) -> bool:
    """Tell whether an answer is a page, as a proxy or a portal sends one."""
    return "html" in header(headers, "content-type").lower() or body.lstrip()[:1] == b"<"


def header(headers: Mapping[str, str], name: str) -> str:
    """Return a header by its name in small letters, empty if it is not there."""
    return next((value for key, value in headers.items() if key.lower() == name), "")


def loopback(address: str) -> URL:
    """Return the URL of a server on this machine. Raises ValueError for any other server."""
    url = URL(address)
    if url.scheme not in ("http", "https") or not _is_loopback(url.host or ""):
        raise ValueError("The address must be an http one on this machine.")
    return url


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _timeouts(total_s: float) -> ClientTimeout:
    """Limit connecting to less than the total, so that a total time-out means: was connected.

    A threshold above both keeps aiohttp from rounding time-outs up to whole seconds.
    """
    return ClientTimeout(total=total_s, connect=total_s * 0.8, ceil_threshold=total_s + 1)
