"""Connections to the API: what does not arrive or leave in time ends, and so does what is too much.

uvicorn itself waits for ever for a request's headers, for its body and for a reader, and bounds
neither the size of headers nor the number of connections.
"""

import asyncio
from dataclasses import dataclass, field
from typing import Any, Literal

from prometheus_client import Counter, Gauge
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import (
    STATUS_LINE,
    HttpToolsProtocol,
    RequestResponseCycle,
)
from uvicorn.server import ServerState

from api.platform.http.errors import Unavailable, problem
from api.platform.http.gate import LATE
from api.platform.http.storing import add_headers
from api.platform.ids import new_id_text

OPEN = Gauge("carryover_http_connections", "Connections that are open.")
ENDED = Counter("carryover_http_connections_ended", "Connections that we ended.", ["reason"])
TOO_LARGE = (431, "headers_too_large", "The headers are too large.")
NOT_HTTP = (400, "not_http", "The request is not HTTP.")
FULL = (Unavailable.status, Unavailable.code, Unavailable.title)
# A body that is still awaited when the server is told to stop must arrive within this time.
LAST_S = 5.0
Awaited = Literal["headers", "body"]


@dataclass(frozen=True, slots=True)
class Bounds:
    """What all connections of a server may take, and which of them are the client's turn.

    Those whose turn it has been for longest come first.
    """

    headers_s: float
    body_s: float
    header_bytes: int
    connections: int
    waiting: "dict[Connection, None]" = field(default_factory=dict)


class Connection(HttpToolsProtocol):
    """A connection that has a clock for each thing that it awaits of its client."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
        *,
        bounds: Bounds,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._bounds = bounds
        # What is awaited of the request that is arriving; None once it is here.
        self._awaited: Awaited | None = "headers"
        self._clock: asyncio.TimerHandle | None = None
        self._clock_of: Awaited | None = None
        self._reader_clock: asyncio.TimerHandle | None = None
        self._answering: RequestResponseCycle | None = None
        # Bytes of what is neither complete nor body: of headers, or of what surrounds a body.
        self._loose_bytes = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        OPEN.inc()
        self._await("headers")
        if len(self.connections) > self._bounds.connections:
            self._make_room()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._answering:
            # uvicorn tells only the newest of several requests in one breath.
            self._answering.disconnected = not self._answering.response_complete
        super().connection_lost(exc)
        OPEN.dec()
        self._await(None)
        self._watch_reader(0)

    def data_received(self, data: bytes) -> None:
        self._loose_bytes += len(data)
        super().data_received(data)
        if self._loose_bytes > self._bounds.header_bytes:
            self._refuse("large_headers", *TOO_LARGE)
        idle = self.cycle is None or self.cycle.response_complete
        self._await("headers" if idle and self._awaited is None else self._awaited)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._awaited = "headers"

    def on_headers_complete(self) -> None:
        size = len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)
        if size > self._bounds.header_bytes:
            self._refuse("large_headers", *TOO_LARGE)
            raise ValueError  # What follows is not parsed.
        super().on_headers_complete()
        # uvicorn would add the trailers of a chunked body to the headers of the request.
        self.headers = []
        self._awaited, self._loose_bytes = "body", 0

    def on_body(self, body: bytes) -> None:
        self._loose_bytes = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._awaited, self._loose_bytes = None, 0

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._watch_reader(self.transport.get_write_buffer_size())
        if self._awaited is None and self.cycle.response_complete:
            # It is idle, and uvicorn's own clock of idle connections runs.
            self._bounds.waiting[self] = None

    def shutdown(self) -> None:
        super().shutdown()
        if self._clock and self._clock_of == "body":
            self._clock.cancel()
            self._clock = self.loop.call_later(LAST_S, self._too_late)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._watch_reader(self.transport.get_write_buffer_size())

    def resume_writing(self) -> None:
        super().resume_writing()
        self._watch_reader(self.transport.get_write_buffer_size())

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - as uvicorn calls it.
        """Answer what cannot be parsed; named by uvicorn."""
        self._refuse("not_http", *NOT_HTTP)

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self._answering = cycle
        super()._start_asgi_task(cycle, app)

    def _await(self, awaited: Awaited | None) -> None:
        """Begin the clock of what is awaited of the client, unless it runs already."""
        waiting = self._bounds.waiting
        if awaited == self._clock_of and (awaited is None) == (self not in waiting):
            return
        if self._clock:
            self._clock.cancel()
        waiting.pop(self, None)
        self._clock, self._clock_of = None, awaited
        if awaited is not None and not self.transport.is_closing():
            waiting[self] = None
            seconds = self._bounds.headers_s if awaited == "headers" else self._bounds.body_s
            self._clock = self.loop.call_later(seconds, self._too_late)

    def _too_late(self) -> None:
        awaited, self._clock_of = self._clock_of, None
        if self.flow.read_paused:
            self._await(awaited)  # Not the client is slow: we do not read.
        elif awaited == "headers" or self.cycle.response_started:
            self._end(f"late_{awaited}")
        else:
            ENDED.labels("late_body").inc()
            scope: Any = self.cycle.scope
            scope[LATE] = True
            self.cycle.keep_alive = False
            self.cycle.message_event.set()

    def _watch_reader(self, unread: int) -> None:
        """Begin the clock of a client that has an answer to read, or some more of it."""
        if self._reader_clock:
            self._reader_clock.cancel()
            self._reader_clock = None
        if unread:
            self._reader_clock = self.loop.call_later(self._bounds.body_s, self._unread)

    def _unread(self) -> None:
        if self.transport.get_write_buffer_size():
            self._end("unread_answer")

    def _make_room(self) -> None:
        """End the connection whose client was silent for longest, and this one if there is none.

        Whoever has something to ask does so at once, and waits behind nobody who does not.
        """
        longest = next(iter(self._bounds.waiting))
        if longest is self:
            self._refuse("refused", *FULL)
        else:
            longest._end("crowded")

    def _end(self, reason: str) -> None:
        ENDED.labels(reason).inc()
        self._await(None)
        self.transport.abort()

    def _refuse(self, reason: str, status: int, code: str, title: str) -> None:
        """Answer without asking the application, and close; say nothing amid another answer."""
        if self.transport.is_closing():
            return
        ENDED.labels(reason).inc()
        answered = self.cycle is None or self.cycle.response_complete
        if answered or (self._awaited == "body" and not self.cycle.response_started):
            self.transport.write(_answer(self.server_state, status, code, title))
        self.transport.close()
        self._await(None)
        self._watch_reader(self.transport.get_write_buffer_size())


def _answer(server: ServerState, status: int, code: str, title: str) -> bytes:
    """Return the bytes of a refusal after which the connection is closed."""
    scope = {"method": "", "path": "", "request_id": new_id_text()}
    answer = problem(scope, status, code, title, {"Connection": "close"})
    start: dict[str, Any] = {"status": status, "headers": answer.raw_headers}
    add_headers(scope, start)
    lines = (
        name + b": " + value + b"\r\n"
        for name, value in (*server.default_headers, *start["headers"])
    )
    return b"".join((STATUS_LINE[status], *lines, b"\r\n", bytes(answer.body)))
