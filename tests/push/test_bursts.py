"""A burst of refusals over one transport: nothing hangs, nothing is lost, the next burst goes out.

The SDK's own sending hangs for ever here (docs/adr/0003-own-fcm-post.md).
"""

import asyncio
import time
from pathlib import Path

import pytest

from push.fcm import FcmTransport, open_fcm
from push.transports import Accepted, Outcome, Retry, Unknown
from tests.fcm_stub import FcmStub
from tests.processes import fcm
from tests.push.sending import busy, opened, quota, send_to, worst_lag
from tests.waiting import until

SIZE = 500
WITHIN_S = 20


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
    done = asyncio.Event()
    with fcm(tmp_path) as (url, accepted):
        lag = asyncio.create_task(worst_lag(done))
        async with opened(url) as transport, asyncio.timeout(WITHIN_S):
            refused = await burst(transport, "503:ana-phone")
            after = await burst(transport)
        done.set()
        lines = accepted.read_text().splitlines()
    assert refused == [busy(None)] * SIZE
    assert all(isinstance(outcome, Accepted) for outcome in after)
    assert len(lines) == SIZE
    assert await lag < 1.0


async def test_a_burst_of_dropped_connections_ends_and_the_next_goes_out(stub: FcmStub) -> None:
    async with opened(stub.url) as transport, asyncio.timeout(WITHIN_S):
        dropped = await burst(transport, "reset-before-accept:ana-phone")
        after = await burst(transport)
    assert dropped == [Unknown("dropped")] * SIZE
    assert all(isinstance(outcome, Accepted) for outcome in after)


async def test_closing_in_the_middle_of_a_burst_gives_each_push_its_outcome(stub: FcmStub) -> None:
    stub.script("503", times=None, delay_s=0.2)
    transport = open_fcm("p", stub.url, 100, timeout_s=15.0)
    sends = asyncio.create_task(burst(transport))
    await until(lambda: stub.requests >= 150)
    started = time.monotonic()
    async with asyncio.timeout(5):
        await transport.close()
        outcomes = await sends
    assert time.monotonic() - started < 2
    assert len(outcomes) == SIZE
    assert set(outcomes) == {busy(None), Unknown("dropped"), Retry(None, "closed")}
    # What had not left did not leave, and nothing follows.
    arrived = stub.requests
    assert arrived <= SIZE - outcomes.count(Retry(None, "closed"))
    await asyncio.sleep(0.3)
    assert stub.requests == arrived
