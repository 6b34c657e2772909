"""Whose X-Forwarded-For is believed; production says loudly when it comes from someone else."""

import time
from collections.abc import Callable
from functools import lru_cache
from ipaddress import ip_address
from typing import Any

import structlog
from prometheus_client import Counter
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from api.platform.addresses import network_of
from api.platform.settings import Settings

IGNORED = Counter(
    "carryover_forwarded_ignored", "Requests that named a caller behind a peer that is not trusted."
)
BELIEVED = b"x-forwarded-for"
CLAIMS = {BELIEVED, b"forwarded", b"x-real-ip"}
SAY_EVERY_S = 60.0
MEANS = (
    "Only X-Forwarded-For is believed, and only from what CARRYOVER_TRUSTED_PROXIES lists. "
    "Everybody behind this proxy counts as one address and shares its budget of failed attempts."
)


def behind_proxies(app: ASGIApp, settings: Settings) -> ASGIApp:
    """Return the app, told by trusted proxies for whom they ask; production watches the others."""
    trusted = settings.trusted_proxies
    believing: Any = ProxyHeadersMiddleware(app, list(trusted)) if trusted else app  # type: ignore[arg-type]
    return Watch(believing, trusted) if settings.environment == "production" else believing


class Watch:
    """Counts requests whose claim to ask for another is ignored, and logs one a minute at most."""

    def __init__(
        self, app: ASGIApp, trusted: tuple[str, ...], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._app, self._clock = app, clock
        self._networks = [network_of(listed) for listed in trusted]
        self._trusts = lru_cache(maxsize=1024)(self._is_listed)
        self._quiet_until = -SAY_EVERY_S
        self._log = structlog.get_logger("carryover.proxies")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and self._ignores(scope):
            IGNORED.inc()
            self._say()
        await self._app(scope, receive, send)

    def _ignores(self, scope: Scope) -> bool:
        claims = CLAIMS.intersection(name for name, _ in scope["headers"])
        if not claims:
            return False
        peer = scope["client"][0] if scope.get("client") else ""
        return BELIEVED not in claims or not self._trusts(peer)

    def _is_listed(self, peer: str) -> bool:
        try:
            address = ip_address(peer)
        except ValueError:
            return False
        return any(address in network for network in self._networks)

    def _say(self) -> None:
        if self._clock() >= self._quiet_until:
            self._quiet_until = self._clock() + SAY_EVERY_S
            self._log.error("forwarded_ignored", setting="CARRYOVER_TRUSTED_PROXIES", means=MEANS)
