"""Sends to the push services of browsers. One message, one POST, no retry."""

from datetime import datetime

from yarl import URL

from api.rules.push_services import is_push_service
from push.posts import Answer, Pool, loopback
from push.transports import WEB_PUSH, Address, Kind, Message, Outcome, Refused, Retry
from push.web_push.answers import outcome_of
from push.web_push.messages import headers_of, written
from push.web_push.secrecy import Signer, encrypted

HEADERS = {"Content-Encoding": "aes128gcm", "Content-Type": "application/octet-stream"}


def open_web_push(
    private: str,
    contact: str,
    endpoint: str | None = None,
    connections: int = 200,
    timeout_s: float = 15.0,
) -> "WebPushTransport":
    """Return a transport to all push services, and to a local stand-in at `endpoint`.

    Raises ValueError when that is not on this machine, or the key is none.
    """
    if endpoint is not None:
        loopback(endpoint)
    return WebPushTransport(Signer(private, contact), Pool(connections), endpoint, timeout_s)


class WebPushTransport:
    """Encrypts and signs each message for one browser."""

    kinds: frozenset[Kind] = frozenset({WEB_PUSH})

    def __init__(self, signer: Signer, pool: Pool, local: str | None, timeout_s: float) -> None:
        self._signer = signer
        self._pool = pool
        self._local = local
        self._timeout_s = timeout_s

    async def send(self, notice: Message, target: Address, now: datetime) -> Outcome:
        """Send one message within `timeout_s` seconds, and never after it has expired."""
        limit_s = min(self._timeout_s, (notice.expires_at - now).total_seconds())
        if limit_s <= 0:
            return Retry(None, "late")
        if not is_push_service(target.value, self._local):
            # It was registered when the list of services was another one.
            return Refused("endpoint")
        # As it was registered: a push service may not know it by another spelling.
        url = URL(target.value, encoded=True)
        try:
            body = encrypted(written(notice), target)
            headers = {**HEADERS, **headers_of(notice, now), **self._signer.headers(url, now)}
        except ValueError:
            return Refused("payload")
        answer = await self._pool.post(url, headers, body, limit_s)
        return outcome_of(answer, now) if isinstance(answer, Answer) else answer

    async def close(self) -> None:
        """Close the connections; calling it again does nothing."""
        await self._pool.close()
