"""What stands between a phone and the server: it counts bytes, loses answers, has a newer app."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import ClientSession, web

from api.phone_app.files import HOME
from scripts.app_shell import APP, digest, shell

# Of one connection alone.
HOP = {"transfer-encoding", "connection", "keep-alive", "date", "server", "content-length"}
NEWER = b"\n/* A newer version. */\n"


@dataclass
class Between:
    """`loses` tells of which paths the answers are lost, after the server has done its work."""

    upstream: str
    url: str = ""
    weights: dict[str, int] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)
    loses: Callable[[str], bool] = lambda _: False
    is_newer: bool = False
    _http: ClientSession | None = None

    @asynccontextmanager
    async def serving(self) -> AsyncIterator["Between"]:
        """Listen on a port of its own while the block lasts."""
        app = web.Application(client_max_size=2**20)
        app.router.add_route("*", "/{path:.*}", self._pass_on)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        async with ClientSession(auto_decompress=False) as self._http:
            await runner.setup()
            site = web.TCPSite(runner, "127.0.0.1", 0)
            await site.start()
            self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
            try:
                yield self
            finally:
                await runner.cleanup()

    async def _pass_on(self, request: web.Request) -> web.StreamResponse:
        assert self._http is not None
        self.seen.append(f"{request.method} {request.path}")
        headers = {name: value for name, value in request.headers.items() if name.lower() != "host"}
        newer = self._newer(request.path)
        if newer is not None:
            headers = {n: v for n, v in headers.items() if n.lower() not in _CONDITIONAL}
            headers["accept-encoding"] = "identity"
        sent = await request.read()
        url = self.upstream + request.raw_path
        async with self._http.request(
            request.method, url, headers=headers, data=sent, allow_redirects=False
        ) as answer:
            body = await answer.read()
            told = [(n, v) for n, v in answer.headers.items() if n.lower() not in HOP]
        if self.loses(request.path):
            assert request.transport is not None
            request.transport.abort()
            await asyncio.sleep(0)
        if newer is not None:
            body = newer(body)
            told = [(n, v) for n, v in told if n.lower() not in ("etag", "content-encoding")]
        self.weights[request.path] = self.weights.get(request.path, 0) + _weight(told, body)
        return web.Response(status=answer.status, headers=told, body=body)

    def _newer(self, path: str) -> Callable[[bytes], bytes] | None:
        """Return what makes a file of the app that of a newer version."""
        if not self.is_newer:
            return None
        if path == HOME + "app.css":
            return lambda body: body + NEWER
        return (lambda _: newer_shell()) if path == HOME + "shell.js" else None


_CONDITIONAL = {"if-none-match", "accept-encoding"}


def newer_shell() -> bytes:
    """Return the list of the service worker as it is once the look of the app has changed."""
    css = (APP / "app.css").read_bytes()
    old, new = digest(css), digest(css + NEWER)
    return shell().replace(old, new).replace('"version": "', '"version": "newer-').encode()


def _weight(headers: list[tuple[str, str]], body: bytes) -> int:
    return len(body) + sum(len(name) + len(value) + 4 for name, value in headers)
