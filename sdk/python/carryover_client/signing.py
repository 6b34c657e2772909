"""Sending the access token, and refreshing it once at a 401."""

from collections.abc import Generator
from dataclasses import dataclass
from threading import Lock
from typing import Protocol

import httpx

REFRESH = "/v1/auth/refresh"
OPEN = {"/v1/auth/sign-in", REFRESH, "/v1/auth/redeem-invite", "/v1/auth/reset-password"}


@dataclass(frozen=True, slots=True)
class Tokens:
    """What is kept of a sign-in."""

    access_token: str
    refresh_token: str


class TokenStore(Protocol):
    """Where the tokens are kept. `save(None)` is called once the sign-in is over."""

    def load(self) -> Tokens | None:
        """Return the tokens that are kept."""

    def save(self, tokens: Tokens | None) -> None:
        """Keep these tokens in place of others."""


class InMemory:
    """Keeps the tokens for as long as the process lives."""

    def __init__(self) -> None:
        self._tokens: Tokens | None = None

    def load(self) -> Tokens | None:
        """Return the tokens that are kept."""
        return self._tokens

    def save(self, tokens: Tokens | None) -> None:
        """Keep these tokens in place of others."""
        self._tokens = tokens


class Signing(httpx.Auth):
    """Signs requests; those that meet a 401 together share one refresh."""

    requires_response_body = True

    def __init__(self, base_url: str, tokens: TokenStore) -> None:
        self._refresh_url, self._tokens, self._lock = base_url + REFRESH, tokens, Lock()

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Send a request with the token; refresh the token and send it again at a 401."""
        used = self._tokens.load()
        if used is None or request.url.path in OPEN:
            yield request
            return
        request.headers["authorization"] = f"Bearer {used.access_token}"
        answer = yield request
        if answer.status_code != httpx.codes.UNAUTHORIZED:
            return
        with self._lock:
            fresh = self._tokens.load()
            if fresh == used:
                body = {"refresh_token": used.refresh_token}
                answer = yield httpx.Request("POST", self._refresh_url, json=body)
                fresh = self._taken(answer, used)
        if fresh is not None and fresh != used:
            request.headers["authorization"] = f"Bearer {fresh.access_token}"
            yield request

    def _taken(self, answer: httpx.Response, used: Tokens) -> Tokens | None:
        """Keep what a refresh answered; a refused one ends the sign-in, a lost one does not."""
        if answer.is_success:
            said = answer.json()
            fresh = Tokens(said["access_token"], said["refresh_token"])
        elif answer.status_code == httpx.codes.UNAUTHORIZED:
            fresh = None
        else:
            return used
        self._tokens.save(fresh)
        return fresh
