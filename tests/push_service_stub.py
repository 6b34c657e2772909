"""A push service on this machine: a real HTTP server, and the browsers that subscribe at it.

It checks what a real one checks (RFC 8030, RFC 8292), and reads each message as the browser would
(RFC 8291), with keys of its own. The first part of a subscription's name selects what it answers:
`410:ana` is over, `ana` takes everything.
"""

import asyncio
import json
import os
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Self

import http_ece
import jwt
from aiohttp import web
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

LARGEST = 4096
VAPID = re.compile(r"vapid t=([\w.-]+), ?k=([\w-]+)", re.ASCII)
TOPIC = re.compile(r"[A-Za-z0-9_-]{1,32}", re.ASCII)
REFUSING = (400, 401, 403, 404, 406, 410, 413, 429, 500, 502, 503, 504)


def encoded(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


def decoded(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass(frozen=True, slots=True)
class Browser:
    """One subscription, with the private key that never leaves the browser."""

    endpoint: str
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    auth: bytes = field(default_factory=lambda: os.urandom(16))

    @property
    def target(self) -> dict[str, str]:
        """The target that the app registers."""
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        keys = {"p256dh": encoded(point), "auth": encoded(self.auth)}
        return {"kind": "web_push", "endpoint": self.endpoint, **keys}

    def read(self, body: bytes) -> bytes:
        """Return the text of a message; raises if it was encrypted for somebody else."""
        text: bytes = http_ece.decrypt(
            body, private_key=self.key, auth_secret=self.auth, version="aes128gcm"
        )
        return text


@dataclass(frozen=True, slots=True)
class Received:
    """A message that was accepted, as its browser reads it; `text` is before JSON is read."""

    name: str
    headers: dict[str, str]
    text: bytes
    claims: dict[str, Any]

    @property
    def message(self) -> dict[str, Any]:
        read: dict[str, Any] = json.loads(self.text)
        return read


class PushService:
    """Serves a push service on a loopback port while its context is open.

    `key` is the public key that subscriptions are made with, `now` the time by which signatures
    are judged. `accepted` lists what it accepted and the browser could read, oldest first;
    `unreadable` counts what it could not, `requests` all requests.
    """

    def __init__(self, key: str, now: Callable[[], datetime]) -> None:
        self.accepted: list[Received] = []
        self.requests = 0
        self.unreadable = 0
        self.url = ""
        self.said: str | None = None
        self.retry_after: str | None = None
        self._key, self._now = key, now
        self._browsers: dict[str, Browser] = {}
        self._closing = asyncio.Event()
        app = web.Application(client_max_size=65_536)
        app.router.add_post("/push/{name}", self._push)
        app.router.add_post("/elsewhere", self._elsewhere)
        self._runner = web.AppRunner(
            app, handler_cancellation=True, shutdown_timeout=0.1, access_log=None
        )

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{site.port}"
        return self

    async def __aexit__(self, *exc: object) -> None:
        self._closing.set()
        await self._runner.cleanup()

    def browser(self, name: str) -> Browser:
        """Return a subscription, a new one at first."""
        return self._browsers.setdefault(name, Browser(f"{self.url}/push/{name}"))

    def forget(self, name: str) -> None:
        """Have a browser subscribe with new keys the next time."""
        del self._browsers[name]

    def answer(self, said: str | None, retry_after: str | None = None) -> None:
        """Have all subscriptions answer like one whose name begins with this; None: as named."""
        self.said, self.retry_after = said, retry_after

    def messages(self, name: str | None = None) -> list[dict[str, Any]]:
        """Return what was accepted, for one browser or for all, oldest first."""
        return [each.message for each in self.accepted if name in (None, each.name)]

    async def _push(self, request: web.Request) -> web.StreamResponse:
        self.requests += 1
        name = request.match_info["name"]
        body, browser = await request.read(), self._browsers.get(name)
        if browser is None:
            return web.Response(status=404)
        claims = self._claims(request.headers.get("Authorization", ""))
        if claims is None:
            return web.Response(status=401)
        said = self.said or name.partition(":")[0]
        if refusal := _wrong(request, body) or self._refusal(said):
            return refusal
        headers = {key.lower(): value for key, value in request.headers.items()}
        try:
            self.accepted.append(Received(name, headers, browser.read(body), claims))
        except (http_ece.ECEException, InvalidTag):
            self.unreadable += 1
        if said == "hang":
            await self._closing.wait()
        if said == "page":
            return web.Response(text="<html>Welcome to our hotel</html>", content_type="text/html")
        location = {"Location": f"{self.url}/message/{self.requests}"}
        return web.Response(status=int(said) if said in ("200", "202") else 201, headers=location)

    def _refusal(self, said: str) -> web.Response | None:
        if said.isdigit() and int(said) in REFUSING:
            headers = {} if self.retry_after is None else {"Retry-After": self.retry_after}
            return web.Response(status=int(said), headers=headers)
        if said == "redirect":
            return web.Response(status=307, headers={"Location": f"{self.url}/elsewhere"})
        return None

    async def _elsewhere(self, _: web.Request) -> web.Response:
        self.requests += 1
        return web.Response(status=201)

    def _claims(self, authorization: str) -> dict[str, Any] | None:
        """Return the claims of a signature, None if it is not that of the subscriptions' key."""
        found = VAPID.fullmatch(authorization)
        if found is None or found[2] != self._key:
            return None
        point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decoded(found[2]))
        try:
            options = {"verify_exp": False, "require": ["aud", "exp", "sub"]}
            claims: dict[str, Any] = jwt.decode(
                found[1], point, algorithms=["ES256"], audience=self.url, options=options
            )
        except jwt.InvalidTokenError:
            return None
        left = claims["exp"] - self._now().timestamp()
        is_named = str(claims["sub"]).startswith(("mailto:", "https:"))
        return claims if is_named and 0 < left <= timedelta(days=1).total_seconds() else None


def _wrong(request: web.Request, body: bytes) -> web.Response | None:
    """Return how a push service would refuse a request; None if all of it is right."""
    headers = request.headers
    right = (
        headers.get("TTL", "").isdigit(),
        headers.get("Content-Encoding") == "aes128gcm",
        0 < len(body) <= LARGEST,
        headers.get("Urgency", "normal") in ("very-low", "low", "normal", "high"),
        TOPIC.fullmatch(headers.get("Topic", "a")),
    )
    return None if all(right) else web.Response(status=400)
