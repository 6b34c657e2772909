"""From which address a request comes, when proxies stand between."""

import pytest
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient
from prometheus_client import REGISTRY
from pydantic import ValidationError
from starlette.types import ASGIApp, Receive, Scope, Send
from structlog.testing import capture_logs

from api.platform.http.proxies import Watch, behind_proxies
from api.platform.servers import build_server
from api.platform.settings import Settings
from tests.acting.credentials import redeem
from tests.databases import settings_for

PROXY, CALLER = "10.0.0.2", "203.0.113.9"


class Seen:
    """An app that notes from which address it is asked."""

    def __init__(self) -> None:
        self.clients: list[str | None] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.clients.append(scope["client"][0] if scope["client"] else None)
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})


def production(trusted: str = "", environment: str = "production") -> Settings:
    more = {"environment": environment, "trusted_proxies": trusted}
    return settings_for("sqlite:///var/never-opened.db", **more)


async def ask(app: ASGIApp, peer: str | None, *headers: tuple[str, str]) -> None:
    transport = ASGITransport(app, client=(peer, 1) if peer else None)  # type: ignore[arg-type]
    async with AsyncClient(transport=transport, base_url="http://api") as http:
        await http.get("/", headers=list(headers))


def ignored_so_far() -> float:
    counted = REGISTRY.get_sample_value("carryover_forwarded_ignored_total")
    assert counted is not None
    return counted


def claims(*values: str) -> list[tuple[str, str]]:
    return [("x-forwarded-for", value) for value in values]


@pytest.mark.parametrize(
    ("peer", "said", "address"),
    [
        (PROXY, ["203.0.113.9"], CALLER),
        (PROXY, ["203.0.113.9:4711"], CALLER),
        (PROXY, ["203.0.113.9, 10.0.0.7"], CALLER),
        (PROXY, ["6.6.6.6, 203.0.113.9"], CALLER),
        (PROXY, ["6.6.6.6", "203.0.113.9"], CALLER),
        (PROXY, ["6.6.6.6, 10.0.0.9, 203.0.113.9, 10.0.0.7"], CALLER),
        (PROXY, ["no address, 203.0.113.9"], CALLER),
        (PROXY, ["[2001:db8::1]:443"], "2001:db8::1"),
        (PROXY, [""], PROXY),
        (PROXY, [], PROXY),
        ("2001:db8::5", ["203.0.113.9"], CALLER),
        ("10.1.0.2", ["203.0.113.9"], "10.1.0.2"),
        ("2001:db8::6", ["203.0.113.9"], "2001:db8::6"),
        ("203.0.113.77", ["10.0.0.2", "203.0.113.9"], "203.0.113.77"),
        (None, ["203.0.113.9"], None),
    ],
)
@pytest.mark.parametrize("environment", ["production", "test"])
async def test_the_last_address_that_is_no_trusted_proxy_is_the_callers(
    peer: str | None, said: list[str], address: str | None, environment: str
) -> None:
    seen = Seen()
    app = behind_proxies(seen, production("10.0.0.0/16, 2001:db8::5", environment))
    await ask(app, peer, *claims(*said))
    assert seen.clients == [address]


async def test_without_a_listed_proxy_nobody_is_believed() -> None:
    seen = Seen()
    await ask(behind_proxies(seen, production()), "127.0.0.1", *claims(CALLER))
    assert seen.clients == ["127.0.0.1"]


async def test_an_ignored_claim_is_said_once_a_minute_and_counted_each_time() -> None:
    at, counted = [0.0], ignored_so_far()
    watch = Watch(Seen(), ("10.0.0.0/16",), clock=lambda: at[0])
    with capture_logs() as lines:
        for at[0] in (1000.0, 1000.5, 1059.9, 1060.0, 1119.0):
            await ask(watch, "172.18.0.1", *claims(CALLER))
    assert ignored_so_far() == counted + 5
    assert [line["log_level"] for line in lines] == ["error"] * 2
    assert lines[0]["setting"] == "CARRYOVER_TRUSTED_PROXIES"
    assert "shares its budget" in lines[0]["means"]
    assert not any(part in str(lines) for part in (CALLER, "172.18", "10.0"))


@pytest.mark.parametrize(
    ("peer", "headers", "ignored"),
    [
        ("172.18.0.1", claims(CALLER), 1),
        ("172.18.0.1", [("x-real-ip", CALLER)], 1),
        ("172.18.0.1", [("forwarded", f"for={CALLER}")], 1),
        (None, claims(CALLER), 1),
        ("172.18.0.1", [], 0),
        (None, [], 0),
        (PROXY, claims(CALLER), 0),
        (PROXY, [*claims(CALLER), ("x-real-ip", CALLER)], 0),
        # It is trusted, but says it in a header that is not read.
        (PROXY, [("x-real-ip", CALLER)], 1),
        (PROXY, [], 0),
    ],
)
async def test_what_is_ignored(
    peer: str | None, headers: list[tuple[str, str]], ignored: int
) -> None:
    for environment, expected in (("production", ignored), ("development", 0)):
        counted = ignored_so_far()
        with capture_logs() as lines:
            await ask(behind_proxies(Seen(), production(PROXY, environment)), peer, *headers)
        assert (ignored_so_far() - counted, len(lines)) == (expected, expected), environment


@pytest.mark.parametrize("listed", ["*", "nginx", "127.0.0.1,10.1.2.3/8", "127.0.0.1 10.0.0.2"])
def test_a_listed_proxy_that_is_none_stops_the_start_and_the_setting_is_named(listed: str) -> None:
    with pytest.raises(ValidationError, match=r"trusted_proxies\.\d\n  Value error, '"):
        production(listed)


async def test_the_server_counts_failures_by_the_address_that_its_proxy_tells(
    app: FastAPI, settings: Settings
) -> None:
    trusting = settings.model_copy(update={"trusted_proxies": ("127.0.0.1",)})
    config = build_server(app, trusting, lambda: None).config
    config.load()
    statuses = []
    transport = ASGITransport(config.loaded_app)
    async with AsyncClient(transport=transport, base_url="http://api") as http:
        for number in range(12):
            http.headers["x-forwarded-for"] = f"198.51.100.{number}, {CALLER}"
            statuses.append((await redeem(http, "0000000000")).status_code)
        http.headers["x-forwarded-for"] = f"{CALLER}, 198.51.100.1"
        statuses.append((await redeem(http, "0000000000")).status_code)
    assert statuses == [404] * 10 + [429] * 2 + [404]
