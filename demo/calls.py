"""HTTP without a network: what a phone sends goes straight into the application."""

import json as texts
from dataclasses import dataclass
from typing import Any, Protocol

from starlette.types import ASGIApp, Message

ALWAYS = [(b"host", b"demo"), (b"content-type", b"application/json")]
STATUS_OK = range(200, 300)


class Answered(Protocol):
    """The answer to a request."""

    @property
    def status_code(self) -> int: ...
    @property
    def is_success(self) -> bool: ...
    def json(self) -> Any: ...


class Http(Protocol):
    """Whatever sends requests: `Direct`, or a client with a network."""

    async def request(
        self, method: str, url: str, *, json: Any = None, headers: dict[str, str] | None = None
    ) -> Answered:
        """Send a request; return its answer."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer of the application."""

    status_code: int
    body: bytes

    @property
    def is_success(self) -> bool:
        """Tell whether the request was granted."""
        return self.status_code in STATUS_OK

    def json(self) -> Any:
        """Return what the body says."""
        return texts.loads(self.body)


@dataclass(frozen=True, slots=True)
class Direct:
    """Calls an application as a server would, a request at a time."""

    app: ASGIApp

    async def request(
        self, method: str, url: str, *, json: Any = None, headers: dict[str, str] | None = None
    ) -> Answer:
        """Send a request; return its answer."""
        body = b"" if json is None else texts.dumps(json).encode()
        sent = [{"type": "http.request", "body": body, "more_body": False}]
        came: list[Message] = []

        async def receive() -> Message:
            return sent.pop() if sent else {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            came.append(message)

        await self.app(_scope(method, url, len(body), headers or {}), receive, send)
        return Answer(came[0]["status"], b"".join(each.get("body", b"") for each in came))


def _scope(method: str, url: str, length: int, headers: dict[str, str]) -> dict[str, Any]:
    path, _, query = url.partition("?")
    own = [(name.encode(), value.encode()) for name, value in headers.items()]
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "headers": [*ALWAYS, (b"content-length", str(length).encode()), *own],
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "server": ("demo", 80),
        "client": ("127.0.0.1", 123),
        "root_path": "",
    }
