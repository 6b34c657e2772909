"""The two people of the story, each with nothing but HTTP."""

from datetime import datetime
from typing import Any, Self
from uuid import uuid4

import httpx2

from tests.waiting import WITHIN_S


class Person:
    """Somebody who talks to the API and signs in again when her access token is old."""

    def __init__(self, url: str) -> None:
        self._http = httpx2.Client(base_url=url, timeout=WITHIN_S)
        self._refresh_token = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def take_tokens(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        tokens = self.call("POST", path, body)
        self._refresh_token = tokens["refresh_token"]
        self._http.headers["authorization"] = f"Bearer {tokens['access_token']}"
        return tokens

    def refresh(self) -> None:
        self.take_tokens("/v1/auth/refresh", {"refresh_token": self._refresh_token})

    def call(self, method: str, path: str, body: Any = None, **more: Any) -> Any:
        answer = self._http.request(method, path, json=body, **more)
        assert answer.status_code in (200, 201), (method, path, answer.status_code, answer.text)
        return answer.json()

    def get(self, path: str, **more: Any) -> Any:
        return self.call("GET", path, **more)

    def log(self, prescription: str, on: str, slot: str, at: datetime, **told: Any) -> Any:
        body = {"prescription_id": prescription, "local_date": on, "slot": slot}
        body |= {"recorded_at": at.isoformat(), **told}
        return self.call("PUT", f"/v1/me/logs/{uuid4()}", body)
