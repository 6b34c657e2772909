"""A person's app or browser during the seeding: sends HTTP and renews its access token."""

from datetime import datetime
from typing import Any

from api.platform.clock import SetClock
from demo.calls import Http

Json = dict[str, Any]


class SeedingRefused(RuntimeError):
    """The API refused a request of a story; the message names the request and the error code."""


class Phone:
    """It renews its token when that has expired by the seeding's clock.

    Once the sign-in is over, the person types her password in again.
    """

    def __init__(self, http: Http, clock: SetClock) -> None:
        self._http, self._clock = http, clock
        self._access = self._refresh = ""
        self._credentials: Json = {}
        self._expires_at = clock.now()

    async def sign_in(self, email: str, password: str) -> str:
        """Sign in with e-mail and password; return the account's id."""
        self._credentials = {"email": email, "password": password}
        tokens = await self._sign_in_again()
        account: str = tokens["account"]["id"]
        return account

    async def redeem(self, body: Json) -> None:
        """Sign in by redeeming an invite."""
        self._keep(await self._send("POST", "/v1/auth/redeem-invite", json=body))

    async def get(self, path: str) -> Json:
        """Send a GET as the person signed in."""
        return await self._call("GET", path)

    async def post(self, path: str, body: Json) -> Json:
        """Send a POST as the person signed in."""
        return await self._call("POST", path, json=body)

    async def put(self, path: str, body: Json) -> Json:
        """Send a PUT as the person signed in."""
        return await self._call("PUT", path, json=body)

    async def patch(self, path: str, body: Json, etag: str | None = None) -> Json:
        """Send a PATCH as the person signed in, with an ETag where the API requires one."""
        headers = {"if-match": etag} if etag else {}
        return await self._call("PATCH", path, json=body, headers=headers)

    async def _call(
        self,
        method: str,
        path: str,
        json: Json | None = None,
        headers: dict[str, str] | None = None,
    ) -> Json:
        if self._clock.now() >= self._expires_at:
            await self._renew()
        signed = {"authorization": f"Bearer {self._access}", **(headers or {})}
        return await self._send(method, path, json=json, headers=signed)

    async def _renew(self) -> None:
        body = {"refresh_token": self._refresh}
        try:
            self._keep(await self._send("POST", "/v1/auth/refresh", json=body))
        except SeedingRefused:
            if not self._credentials:
                raise
            await self._sign_in_again()

    async def _sign_in_again(self) -> Json:
        tokens = await self._send("POST", "/v1/auth/sign-in", json=self._credentials)
        self._keep(tokens)
        return tokens

    async def _send(self, method: str, path: str, **more: Any) -> Json:
        answer = await self._http.request(method, path, **more)
        found: Json = answer.json()
        if not answer.is_success:
            route = path.partition("?")[0]
            raise SeedingRefused(
                f"{method} {route} answered {answer.status_code}: "
                f"{found.get('code')} {found.get('errors')}"
            )
        return found

    def _keep(self, tokens: Json) -> None:
        self._access, self._refresh = tokens["access_token"], tokens["refresh_token"]
        self._expires_at = datetime.fromisoformat(tokens["access_expires_at"])
