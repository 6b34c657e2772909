"""The FCM transport when the other side hangs, drops, floods, refuses or goes away."""

import asyncio
import socket

import pytest

from push.fcm.client import open_fcm
from push.transports import Accepted, Retry, Unknown
from tests.fcm_stub import FcmStub
from tests.push.fcm.sending import UNHURRIED_S, opened, send_to, timed
from tests.waiting import WITHIN_S, until

LONGEST_FLOOD = 2**26


@pytest.mark.parametrize(("behaviour", "accepted"), [("hang", 1), ("hang-before", 0)])
async def test_no_answer_in_time_is_unknown_and_not_sent_again(
    stub: FcmStub, behaviour: str, accepted: int
) -> None:
    async with opened(stub.url, timeout_s=20.3) as transport:
        for already in range(2):
            sending = send_to(transport, f"{behaviour}:ana-phone")
            outcome, took = await timed(sending, lambda before=already: stub.requests > before)
            assert outcome == Unknown("timeout")
            # Rounded up to a full second, as aiohttp likes to, it would take longer.
            assert took == pytest.approx(20.3)
    assert (stub.requests, len(stub.accepted)) == (2, 2 * accepted)


async def test_a_slow_answer_within_the_time_is_awaited(stub: FcmStub) -> None:
    stub.script("slow", delay_s=0.1)
    async with opened(stub.url) as transport:
        assert isinstance(await send_to(transport), Accepted)


async def test_a_dropped_kept_connection_is_unknown_and_not_sent_again(stub: FcmStub) -> None:
    async with opened(stub.url, connections=1) as transport:
        assert isinstance(await send_to(transport), Accepted)
        assert await send_to(transport, "reset-after-accept:ana-phone") == Unknown("dropped")
    assert stub.requests == 2


async def test_a_refused_connection_is_safe_to_retry() -> None:
    async with FcmStub() as gone:
        pass
    async with opened(gone.url) as transport:
        assert await send_to(transport) == Retry(None, "connect")


async def test_a_connection_that_takes_too_long_is_safe_to_retry() -> None:
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        port = full.getsockname()[1]
        waiting = []
        for _ in range(4):
            # They fill the queue of a server that never takes one up.
            filler = socket.socket()
            filler.setblocking(False)
            filler.connect_ex(("127.0.0.1", port))
            waiting.append(filler)
        async with opened(f"http://127.0.0.1:{port}", timeout_s=0.5) as transport:
            outcome, took = await timed(send_to(transport), lambda: True)
        assert outcome == Retry(None, "connect")
        assert took < 0.5
        for filler in waiting:
            filler.close()


async def test_a_wait_for_a_free_connection_is_safe_to_retry(stub: FcmStub) -> None:
    async with opened(stub.url, connections=1, timeout_s=0.5) as transport:
        both = asyncio.gather(
            send_to(transport, "hang:ana-phone"), send_to(transport, "ana-tablet")
        )
        outcomes, _ = await timed(both, lambda: stub.requests == 1)
    assert list(outcomes) == [Unknown("timeout"), Retry(None, "connect")]
    assert stub.requests == 1


async def test_an_answer_without_end_is_cut_off_and_unknown() -> None:
    poured = 0

    async def flood(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal poured
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n")
        try:
            while poured < LONGEST_FLOOD:
                writer.write(b"[" * 65_536)
                await writer.drain()
                poured += 65_536
        except OSError:
            pass
        writer.close()

    async with await asyncio.start_server(flood, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        async with opened(f"http://127.0.0.1:{port}") as transport:
            assert await send_to(transport) == Unknown("NO_NAME")
    # What the sockets buffer comes on top of the 64 KiB that are read.
    assert poured < LONGEST_FLOOD / 2


async def test_what_is_not_http_is_unknown() -> None:
    async def babble(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.example ready\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(babble, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        async with opened(f"http://127.0.0.1:{port}") as transport:
            assert await send_to(transport) == Unknown("dropped")


async def test_closing_gives_every_send_in_flight_an_outcome(stub: FcmStub) -> None:
    transport = open_fcm("p", stub.url, connections=5, timeout_s=UNHURRIED_S)
    sends = [asyncio.create_task(send_to(transport, "hang:ana-phone")) for _ in range(20)]
    await until(lambda: stub.requests == 5, "every connection to be in use")
    async with asyncio.timeout(WITHIN_S):
        await transport.close()
        outcomes = await asyncio.gather(*sends)
    assert outcomes.count(Unknown("dropped")) == 5
    assert outcomes.count(Retry(None, "closed")) == 15


async def test_a_closed_transport_sends_nothing_and_closes_again(stub: FcmStub) -> None:
    transport = open_fcm("p", stub.url)
    await transport.close()
    await transport.close()
    assert await send_to(transport) == Retry(None, "closed")
    assert stub.requests == 0


async def test_a_cancelled_send_is_cancelled(stub: FcmStub) -> None:
    async with opened(stub.url) as transport:
        task = asyncio.create_task(send_to(transport, "hang:ana-phone"))
        await until(lambda: stub.requests == 1, "the request to arrive")
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
