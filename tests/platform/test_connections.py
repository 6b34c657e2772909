"""Connections that are slow, silent or too large: none of them keeps others waiting."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest
from structlog.testing import capture_logs

from tests.acting.care import body_of
from tests.platform.sockets import (
    LIVEZ,
    connected,
    ended,
    listening,
    request_of,
)
from tests.waiting import until

SIGN_IN = "/v1/auth/sign-in"
SOON = {"headers_within_s": 0.3, "body_within_s": 0.3}
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
async def port(app, settings) -> AsyncIterator[int]:
    async with listening(app, settings) as api:
        yield api.port


@pytest.fixture
async def impatient(app, settings) -> AsyncIterator[int]:
    """The port of a server that waits for nobody."""
    async with listening(app, settings, **SOON) as api:
        yield api.port


@on_sqlite
async def test_whoever_says_nothing_is_closed(impatient):
    before = ended("late_headers")
    async with connected(impatient, 3) as clients:
        assert all([await client.is_ended() for client in clients])
    assert ended("late_headers") == before + 3


@on_sqlite
@pytest.mark.parametrize("begun", [b"GET /livez HTTP/1.1\r\nhost:", b"GET /", b"\r\n"])
async def test_headers_that_do_not_end_are_closed_even_if_they_go_on(impatient, begun):
    before = ended("late_headers")
    async with connected(impatient) as [client]:
        await client.say(begun)
        await client.dribble(begun[-1:] if begun == b"\r\n" else b"x")
    assert ended("late_headers") == before + 1


@on_sqlite
async def test_the_headers_of_the_next_request_have_a_clock_of_their_own(impatient):
    async with connected(impatient) as [client]:
        for _ in range(3):
            assert (await client.ask(LIVEZ)).status == 200
        await client.say(LIVEZ[:-4])
        await client.dribble(b"x")


@on_sqlite
async def test_a_body_that_does_not_end_is_answered_408_and_closed_even_if_it_goes_on(impatient):
    before = ended("late_body")
    # The second one declares no body.
    for path, begun in ((SIGN_IN, b'{"email"'), ("/v1/auth/sign-out", b"")):
        async with connected(impatient) as [client]:
            await client.say(request_of("POST", path, begun, content_length="500"))
            late = await client.answer()
            assert (late.status, late.code, late.headers["connection"]) == (
                408,
                "body_late",
                "close",
            )
            assert late.headers["content-type"] == "application/problem+json"
            assert json.loads(late.body)["retryable"] is True
            assert await client.is_ended()
        async with connected(impatient) as [client]:
            await client.say(request_of("POST", path, begun, content_length="500"))
            await client.dribble()
    assert ended("late_body") == before + 4


@on_sqlite
async def test_whoever_leaves_amid_a_body_is_no_fault_of_ours(app, settings):
    with capture_logs() as lines:
        async with listening(app, settings) as api:
            for path in (SIGN_IN, "/v1/auth/sign-out"):
                async with connected(api.port) as [client]:
                    await client.say(request_of("POST", path, b"{", content_length="500"))
                    await until(lambda: api.under_way == 1, "it to be under way")
                await until(lambda: api.under_way == 0, "it to be over")
    assert [line["status"] for line in lines if line["event"] == "request"] == [400, 400]
    assert not [line for line in lines if line["log_level"] == "error"]


@on_sqlite
async def test_a_body_that_nobody_reads_is_not_waited_for_either(impatient):
    for path, kind in (("/v1/no-such-thing", "application/json"), (SIGN_IN, "text/plain")):
        async with connected(impatient) as [client]:
            told = request_of("POST", path, b"x", content_length="5000", content_type=kind)
            assert (await client.ask(told)).status in (404, 415)
            await client.dribble()


@on_sqlite
async def test_a_body_that_comes_slowly_and_in_time_is_read(port):
    body = json.dumps({"email": "nobody@example.org", "password": "x" * 20}).encode()
    head = request_of("POST", SIGN_IN, content_length=str(len(body)))
    async with connected(port) as [client]:
        for part in (head[:20], head[20:], body[:7], body[7:]):
            await client.say(part)
            await asyncio.sleep(0.05)
        assert (await client.answer()).status == 401
        assert (await client.ask(LIVEZ)).status == 200


@on_sqlite
async def test_requests_in_one_breath_are_answered_in_turn_and_as_patiently(port):
    body = b'{"email": "nobody@example.org", "password": "a wrong one, and long"}'
    slow = request_of("POST", SIGN_IN, content_length=str(len(body)))
    async with connected(port) as [client]:
        await client.say(LIVEZ * 3 + slow)
        assert [(await client.answer()).status for _ in range(3)] == [200] * 3
        await client.say(body + LIVEZ)
        assert [(await client.answer()).status for _ in range(2)] == [401, 200]


@on_sqlite
async def test_what_is_read_by_nobody_is_closed(impatient):
    before = ended("unread_answer")
    async with connected(impatient) as [client]:
        # More than the buffers of both sides hold.
        await client.say(*[request_of("GET", "/openapi.json")] * 100)
        await until(lambda: ended("unread_answer") > before, "it to be closed")
        assert (await client.answer()).status == 200


@on_sqlite
async def test_headers_have_a_size_and_a_larger_one_is_431(port):
    async with connected(port) as [client]:
        room = 16_384 - len(LIVEZ) - 20
        assert (await client.ask(LIVEZ[:-2] + b"a: " + b"x" * room + b"\r\n\r\n")).status == 200
        refused = await client.ask(LIVEZ[:-2] + b"a: " + b"x" * 16_384 + b"\r\n\r\n")
        assert (refused.status, refused.code) == (431, "headers_too_large")
        assert refused.headers["connection"] == "close"
        assert await client.is_ended()
    for large in (
        b"GET /livez?" + b"x" * 16_384 + b" HTTP/1.1\r\nhost: api\r\n\r\n",
        LIVEZ[:-2] + b"a: b\r\n" * 4_000 + b"\r\n",
        LIVEZ[:-2] + b"x" * 100_000,
    ):
        async with connected(port) as [client]:
            assert (await client.ask(large)).status == 431


@on_sqlite
async def test_64_mb_that_are_no_body_are_not_read_to_their_end(port):
    chunked = LIVEZ[:-2] + b"transfer-encoding: chunked\r\n\r\n"
    for begun in (LIVEZ[:-2] + b"a: ", chunked + b"0\r\na: ", chunked + b"5;"):
        before = ended("large_headers")
        async with connected(port) as [client]:
            await client.say(begun)
            for _ in range(1024):
                if not await client.say(b"x" * 65_536):
                    break
            else:
                raise AssertionError(f"it read all after {begun!r}")
        assert ended("large_headers") == before + 1


@on_sqlite
async def test_what_follows_a_body_is_no_header(care, app, settings):
    token = f"authorization: Bearer {care.ana.token}\r\n".encode()
    chunked = b"host: api\r\ntransfer-encoding: chunked\r\n\r\n0\r\n"
    async with listening(app, settings) as api, connected(api.port) as [client]:
        asked = b"DELETE /v1/me/devices/x HTTP/1.1\r\n"
        assert (await client.ask(asked + chunked + token + b"\r\n")).status == 401
        assert (await client.ask(asked + token + chunked + b"\r\n")).status == 404


@on_sqlite
async def test_what_is_not_http_is_400_and_told_like_every_refusal(port):
    before = ended("not_http")
    for words in (b"\x16\x03\x01\x02\x00", b"SSH-2.0-x\r\n", b"GET /%FF\xff HTTP/1.1\r\n\r\n"):
        async with connected(port) as [client]:
            refused = await client.ask(words)
            assert (refused.status, refused.code) == (400, "not_http")
            assert refused.headers["x-content-type-options"] == "nosniff"
            assert refused.headers["cache-control"] == "no-store"
            assert await client.is_ended()
    assert ended("not_http") == before + 3


@on_sqlite
async def test_older_and_stranger_requests_are_answered_and_do_not_stay(impatient):
    async with connected(impatient) as [client]:
        old = await client.ask(b"GET /livez HTTP/1.0\r\n\r\n")
        assert (old.status, old.headers["connection"]) == (200, "close")
        assert await client.is_ended()
    for upgrade in (b"websocket", b"h2c"):
        async with connected(impatient) as [client]:
            asked = LIVEZ[:-2] + b"connection: upgrade\r\nupgrade: " + upgrade + b"\r\n\r\n"
            assert (await client.ask(asked)).status == 200
            await client.dribble()
    async with connected(impatient) as [client]:
        await client.say(b"CONNECT api:443 HTTP/1.1\r\nhost: api\r\n\r\n")
        await client.dribble()


@on_sqlite
async def test_whoever_waits_for_100_gets_it_only_if_the_body_is_wanted(impatient):
    wanted = request_of("POST", SIGN_IN, content_length="20", expect="100-continue")
    async with connected(impatient) as [client]:
        assert (await client.ask(wanted)).status == 100
        assert (await client.ask(b"{}" + b" " * 18)).status == 422
    unwanted = request_of("POST", SIGN_IN, content_length="20000", expect="100-continue")
    async with connected(impatient) as [client]:
        assert (await client.ask(unwanted)).status == 413
        assert await client.is_ended()


async def test_a_body_that_is_awaited_keeps_no_writer_waiting(care, app, settings):
    bearer = {"authorization": f"Bearer {care.ben.token}", "idempotency_key": "abc"}
    hers = {"authorization": f"Bearer {care.ana.token}"}
    begun = [
        ("POST", f"/v1/clients/{care.ana.id}/invites", bearer),
        ("POST", "/v1/clients", bearer),
        ("DELETE", "/v1/me/devices/x", hers),
        ("PUT", "/v1/me/check-ins/2026-03-02", hers),
    ]
    async with listening(app, settings) as api, connected(api.port, len(begun)) as slow:
        for client, (method, path, headers) in zip(slow, begun, strict=True):
            await client.say(request_of(method, path, b"{", content_length="50", **headers))
        await until(lambda: api.under_way == len(begun), "them to be under way")
        async with asyncio.timeout(60):
            body_of(await care.ana.patch("/v1/me", {"locale": "es"}))
            body_of(await care.check_in("2026-03-01"), 201)
