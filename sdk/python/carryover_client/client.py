"""The client: every operation as a method, with retries and refreshed tokens."""

import json
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self

import httpx

from carryover_client import models
from carryover_client.operations import Operations
from carryover_client.problems import Offline, content_of, retry_after_s
from carryover_client.signing import InMemory, Signing, Tokens, TokenStore

AGAIN = {408, 429, 500, 502, 503, 504}
REPEATABLE = {"GET", "PUT", "DELETE"}
# Its changes have ids.
SYNC = "/v1/me/sync"
OURS = ("application/json", "application/problem+json", "application/zip", "image/svg+xml")


@dataclass(frozen=True, slots=True)
class Retries:
    """How often, and after which waits, a request is sent again that may be sent again."""

    attempts: int = 4
    first_wait_s: float = 0.5
    longest_wait_s: float = 30.0
    timeout_s: float = 20.0


class Client(Operations):
    """The API of a server. Methods raise Refused or Offline; what has not changed is None."""

    def __init__(
        self,
        base_url: str,
        tokens: TokenStore | None = None,
        *,
        retries: Retries | None = None,
        language: str | None = None,
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        base_url = base_url.rstrip("/")
        self.tokens, self._retries, self._sleep = tokens or InMemory(), retries or Retries(), sleep
        self._http = httpx.Client(
            base_url=base_url,
            auth=Signing(base_url, self.tokens),
            timeout=self._retries.timeout_s,
            headers={"accept-language": language} if language else {},
            transport=transport,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._http.close()

    def sign_in_as(self, email: str, password: str) -> models.TokensOut:
        """Sign in and keep the tokens."""
        return self._keep(self.sign_in({"email": email, "password": password}))

    def finish_sign_in(self, challenge: str, code: str) -> models.TokensOut:
        """Take the second step of a sign-in, and keep the tokens.

        The challenge is in the `body` of Refused, whose `code` is `second_factor_required`.
        """
        said: models.SecondStepIn = {"challenge": challenge, "code": code}
        return self._keep(self.sign_in_with_second_factor(said))

    def _keep(self, found: models.TokensOut) -> models.TokensOut:
        self.tokens.save(Tokens(found["access_token"], found["refresh_token"]))
        return found

    def call(
        self,
        method: str,
        path: str,
        *,
        query: dict[str, Any] | None = None,
        headers: dict[str, str | None] | None = None,
        body: Any = None,
    ) -> Any:
        """Send a request, again where that is allowed and of use, and return what was answered."""
        said = {name: value for name, value in (headers or {}).items() if value is not None}
        request = self._http.build_request(
            method,
            path,
            params={name: value for name, value in (query or {}).items() if value is not None},
            headers=said,
            json=body,
        )
        is_repeatable = method in REPEATABLE or "Idempotency-Key" in said or path == SYNC
        return content_of(self._persistent(request, self._retries.attempts if is_repeatable else 1))

    def _persistent(self, request: httpx.Request, most: int) -> httpx.Response:
        for attempt in range(1, most + 1):
            asked_s: float | None = None
            try:
                answer = self._once(request)
            except Offline:
                if attempt == most:
                    raise
            else:
                asked_s = retry_after_s(answer)
                is_long = asked_s is not None and asked_s > self._retries.longest_wait_s
                if answer.status_code not in AGAIN or is_long or attempt == most:
                    return answer
            self._sleep(self._wait_s(attempt) if asked_s is None else asked_s)
            request = self._stamped(request)
        raise AssertionError("There is at least one attempt.")

    def _stamped(self, request: httpx.Request) -> httpx.Request:
        """Return a request to be sent again: `sent_at` tells what a wrong clock shows as it is."""
        said = json.loads(request.content) if request.content else None
        if not isinstance(said, dict) or not said.get("sent_at"):
            return request
        anew = said | {"sent_at": datetime.now(UTC).isoformat()}
        headers = [
            (name, value)
            for name, value in request.headers.items()
            if name not in ("content-length", "authorization")
        ]
        return self._http.build_request(request.method, request.url, headers=headers, json=anew)

    def _once(self, request: httpx.Request) -> httpx.Response:
        try:
            answer = self._http.send(request)
        except httpx.TransportError as error:
            raise Offline("no network") from error
        has_body = answer.status_code not in (204, 304)
        if has_body and not answer.headers.get("content-type", "").startswith(OURS):
            # Such as the login page of a hotel.
            raise Offline("something else answered")
        return answer

    def _wait_s(self, attempt: int) -> float:
        full: float = min(
            self._retries.first_wait_s * 2.0 ** (attempt - 1), self._retries.longest_wait_s
        )
        return full * random.uniform(0.5, 1)  # noqa: S311
