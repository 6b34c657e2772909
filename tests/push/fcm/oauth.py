"""A local stand-in for Google's OAuth endpoint, and the key file of a service account for it."""

import asyncio
import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Self

from aiohttp import web
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from google.auth import jwt

GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
# The audience of an assertion: always Google's endpoint, whichever one the key file names.
AUDIENCE = "https://oauth2.googleapis.com/token"
EMAIL = "push@carryover-test.iam.gserviceaccount.com"
PROJECT = "carryover-test"


@cache
def keys() -> tuple[str, bytes]:
    """Return a private key and its public key as PEM; made once, since it is slow."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return private.decode(), public


def write_service_account(folder: Path, token_uri: str) -> Path:
    """Write a service account's key file, as the Firebase console hands it out."""
    account = {
        "type": "service_account",
        "project_id": PROJECT,
        "private_key_id": "1",
        "private_key": keys()[0],
        "client_email": EMAIL,
        "client_id": "1",
        "token_uri": token_uri,
    }
    file = folder / "service-account.json"
    file.write_text(json.dumps(account))
    return file


@dataclass(slots=True)
class TokenEndpoint:
    """Hands out access tokens for signed assertions; `url` once its context is open."""

    lasts_s: int = 3600
    failing: int = 0
    refuses: bool = False
    requests: int = 0
    scopes: set[str] = field(default_factory=set)
    url: str = ""
    _released: asyncio.Event = field(default_factory=asyncio.Event)
    _runner: web.AppRunner | None = None

    def hold(self) -> None:
        """Leave requests unanswered until `release`."""
        self._released.clear()

    def release(self) -> None:
        self._released.set()

    async def __aenter__(self) -> Self:
        self.release()
        app = web.Application()
        app.router.add_post("/token", self._token)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{site.port}/token"
        return self

    async def __aexit__(self, *exc: object) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _token(self, request: web.Request) -> web.Response:
        self.requests += 1
        form = await request.post()
        assert form["grant_type"] == GRANT
        claims: dict[str, Any] = jwt.decode(  # type: ignore[no-untyped-call]
            str(form["assertion"]), certs=keys()[1], audience=AUDIENCE
        )
        assert claims["iss"] == EMAIL
        self.scopes |= set(claims["scope"].split())
        await self._released.wait()
        if self.failing:
            self.failing -= 1
            return web.json_response({"error": "internal_failure"}, status=500)
        if self.refuses:
            return web.json_response({"error": "invalid_grant"}, status=400)
        return web.json_response(
            {
                "access_token": f"token-{self.requests}",
                "expires_in": self.lasts_s,
                "token_type": "Bearer",
            }
        )
