"""A burst of refusals over one transport: nothing hangs, nothing is lost, the next burst goes out.

The SDK's own sending hangs for ever here (docs/adr/0003-own-fcm-post.md).
"""

import asyncio
from collections import Counter
from pathlib import Path

import pytest

from push.fcm.client import FcmTransport, open_fcm
from push.transports import Accepted, Outcome, Retry, Unknown
from tests.fcm_stub import FcmStub
from tests.loops import the_loop
from tests.processes import fcm
from tests.push.fcm.sending import UNHURRIED_S, busy, opened, quota, send_to
from tests.waiting import WITHIN_S, until

SIZE, CONNECTIONS = 500, 100


async def burst(transport: FcmTransport, value: str = "ana-phone") -> list[Outcome]:
    return await asyncio.gather(*(send_to(transport, value) for _ in range(SIZE)))


@pytest.mark.parametrize(
    ("behaviour", "refusal"), [("503", busy(1.0)), ("429", quota(1.0))], ids=["503", "429"]
)
async def test_a_burst_of_refusals_ends_and_the_next_goes_out(
    stub: FcmStub, behaviour: str, refusal: Outcome
) -> None:
    stub.script(behaviour, times=SIZE, retry_after=1)
    async with opened(stub.url) as transport, asyncio.timeout(WITHIN_S):
        assert await burst(transport) == [refusal] * SIZE
        after = await burst(transport)
    assert all(isinstance(outcome, Accepted) for outcome in after)
    assert (stub.requests, len(stub.accepted)) == (2 * SIZE, SIZE)


async def test_a_burst_against_a_server_of_its_own_leaves_the_loop_free(tmp_path: Path) -> None:
    with fcm(tmp_path) as (url, accepted):
        async with opened(url, CONNECTIONS) as transport, asyncio.timeout(WITHIN_S):
            before = the_loop().turns
            refused = await burst(transport, "503:ana-phone")
            after = await burst(transport)
            turns = the_loop().turns - before
        lines = accepted.read_text().splitlines()
    assert refused == [busy(None)] * SIZE
    assert all(isinstance(outcome, Accepted) for outcome in after)
    assert len(lines) == SIZE
    # A connection has one request at a time, and the loop turns before it has the next.
    assert turns >= 2 * SIZE / CONNECTIONS


async def test_a_burst_of_dropped_connections_ends_and_the_next_goes_out(stub: FcmStub) -> None:
    async with opened(stub.url) as transport, asyncio.timeout(WITHIN_S):
        dropped = await burst(transport, "reset-before-accept:ana-phone")
        after = await burst(transport)
    assert dropped == [Unknown("dropped")] * SIZE
    assert all(isinstance(outcome, Accepted) for outcome in after)


async def test_closing_in_the_middle_of_a_burst_gives_each_push_its_outcome(stub: FcmStub) -> None:
    stub.script("hang-before", times=None)
    stub.script("503", times=CONNECTIONS)
    transport = open_fcm("p", stub.url, CONNECTIONS, timeout_s=UNHURRIED_S)
    sends = asyncio.create_task(burst(transport))
    arrived = 2 * CONNECTIONS
    await until(lambda: stub.requests == arrived, "all connections to be in use once more")
    async with asyncio.timeout(WITHIN_S):
        await transport.close()
        outcomes = await sends
    assert Counter(outcomes) == {
        busy(None): CONNECTIONS,
        Unknown("dropped"): CONNECTIONS,
        Retry(None, "closed"): SIZE - arrived,
    }
    # What had not left did not leave, and nothing follows: the next to arrive is somebody else's.
    stub.script("ok", times=None)
    async with opened(stub.url) as other:
        assert isinstance(await send_to(other), Accepted)
    assert stub.requests == arrived + 1
