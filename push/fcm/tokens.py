"""An OAuth access token, renewed before it lapses and off the event loop."""

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
    """There is no access token to send with at the moment."""


@dataclass(frozen=True, slots=True)
class AccessToken:
    """The headers that authorize a request, and when they lapse (None: never)."""

    headers: Mapping[str, str] = field(repr=False)
    expires_at: datetime | None

    def lasts(self, now: datetime, span: timedelta) -> bool:
        """Tell whether the token is still good when `span` has passed."""
        return self.expires_at is None or self.expires_at - now > span


class AccessTokens:
    """Holds one token and fetches the next, one fetch at a time, in a thread of its own.

    With less than five minutes left it is renewed while sends go on with the old one. Two
    fetches are `pause_s` seconds apart at least, so a failing sign-in is not hammered.
    """

    def __init__(self, fetch: Callable[[], AccessToken], pause_s: float = 10.0) -> None:
        self._fetch = fetch
        self._pause_s = pause_s
        self._held: AccessToken | None = None
        self._renewal: asyncio.Future[AccessToken] | None = None
        self._not_before = 0.0

    async def headers(self, now: datetime, patience_s: float) -> Mapping[str, str]:
        """Return authorizing headers, waiting for a fetch only when there are none; or NoToken."""
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
        """Drop the token these headers came from, because the service did not take it."""
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
    """Wait without letting one impatient send cancel the fetch the others wait for."""
    done, _ = await asyncio.wait({renewal}, timeout=patience_s)
    if not done or renewal.cancelled() or renewal.exception() is not None:
        raise NoToken
    return renewal.result()


def _in_thread(fetch: Callable[[], AccessToken]) -> Future[AccessToken]:
    """Run a blocking fetch in a daemon thread: unlike a pool's, it never holds up an exit."""
    future: Future[AccessToken] = Future()

    def run() -> None:
        try:
            token = fetch()
        except Exception as error:  # noqa: BLE001 - whatever fails, the waiting sends must hear.
            future.set_exception(error)
        else:
            future.set_result(token)

    threading.Thread(target=run, name="fcm-token", daemon=True).start()
    return future
