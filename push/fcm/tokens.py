"""An OAuth access token that is renewed before it expires, outside the event loop."""

import asyncio
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from api.platform.log_lines import describe

log = structlog.get_logger("carryover.push")
EARLY = timedelta(minutes=5)
MARGIN = timedelta(seconds=30)


class NoToken(Exception):
    """No access token is available at the moment."""


@dataclass(frozen=True, slots=True)
class AccessToken:
    """The headers that authorize a request, and when they expire (None: never)."""

    headers: Mapping[str, str] = field(repr=False)
    expires_at: datetime | None

    def lasts(self, now: datetime, span: timedelta) -> bool:
        """Tell whether the token will still be valid after `span`."""
        return self.expires_at is None or self.expires_at - now > span


class AccessTokens:
    """Holds one token and fetches the next one, one fetch at a time, in its own thread.

    With less than five minutes left the token is renewed while sends still use the old one. Fetches
    are at least `pause_s` seconds apart, so that a failing endpoint is not flooded.
    """

    def __init__(self, fetch: Callable[[], AccessToken], pause_s: float = 10.0) -> None:
        self._fetch = fetch
        self._pause_s = pause_s
        self._held: AccessToken | None = None
        self._renewal: asyncio.Future[AccessToken] | None = None
        self._not_before = 0.0

    async def headers(self, now: datetime, patience_s: float) -> Mapping[str, str]:
        """Return the headers, waiting for a fetch only if there are none. Raises NoToken."""
        held = self._held
        if held is None or not held.lasts(now, EARLY):
            self._renew()
        if held is not None and held.lasts(now, MARGIN):
            return held.headers
        if self._renewal is None:
            raise NoToken
        fetched = await _wait(self._renewal, patience_s)
        return fetched.headers

    def forget(self, headers: Mapping[str, str]) -> None:
        """Drop the token of these headers, because the service rejected it."""
        if self._held is not None and self._held.headers is headers:
            self._held = None

    def _renew(self) -> None:
        loop = asyncio.get_running_loop()
        if self._renewal is None and loop.time() >= self._not_before:
            self._renewal = asyncio.wrap_future(_in_thread(self._fetch), loop=loop)
            self._renewal.add_done_callback(self._settle)

    def _settle(self, renewal: asyncio.Future[AccessToken]) -> None:
        self._renewal = None
        self._not_before = renewal.get_loop().time() + self._pause_s
        if renewal.cancelled():
            return
        if (error := renewal.exception()) is None:
            self._held = renewal.result()
        else:
            log.error("sign_in_failed", **describe(error))


async def _wait(renewal: asyncio.Future[AccessToken], patience_s: float) -> AccessToken:
    """Wait with a time-out that does not cancel the fetch, since other sends wait for it too."""
    done, _ = await asyncio.wait({renewal}, timeout=patience_s)
    if not done or renewal.cancelled() or renewal.exception() is not None:
        raise NoToken
    return renewal.result()


def _in_thread(fetch: Callable[[], AccessToken]) -> Future[AccessToken]:
    """Run a blocking fetch in a daemon thread, which does not delay the exit as a pool's would."""
    future: Future[AccessToken] = Future()

    def run() -> None:
        try:
            token = fetch()
        except Exception as error:  # noqa: BLE001 - the waiting sends must get every error.
            future.set_exception(error)
        else:
            future.set_result(token)

    threading.Thread(target=run, name="fcm-token", daemon=True).start()
    return future
