"""The five points at which a worker may be hit, and how to have it stand still at each.

In a claim and in a mark nothing has left; while it posts, before or after FCM took the push, and
in the record, what becomes of the push is FCM's to say.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from functools import partial

from api.platform.db import Sessions
from tests.faults.accepted import behave, hold, release, requests
from tests.faults.conftest import Ground
from tests.faults.locks import is_sqlite, locked, locked_after_the_claim, until_blocked
from tests.faults.workers import until_accepted, until_requested
from tests.push.crowds import gather_crowd

# One chunk, so that all of it stands at the same point.
SIZE = 10
# What is due then is due only once its test has locked what it wants to.
LATER_S = 60
Point = Callable[[Ground, Sessions], AbstractAsyncContextManager[None]]


@asynccontextmanager
async def claiming(ground: Ground, sessions: Sessions) -> AsyncIterator[None]:
    """While it waits to claim."""
    await _gather(ground, sessions, in_s=LATER_S)
    async with locked(ground.database_url, "reminders"):
        ground.skip(LATER_S)
        await until_blocked(ground.database_url, "reminders", settle_s=3)
        yield


@asynccontextmanager
async def marking(ground: Ground, sessions: Sessions) -> AsyncIterator[None]:
    """While it has claimed, and waits to mark what leaves."""
    if is_sqlite(ground.database_url):
        give = partial(_gather, ground, sessions)
        async with locked_after_the_claim(ground.database_url, give):
            await until_blocked(ground.database_url, "deliveries", settle_s=0.3)
            yield
        return
    async with locked(ground.database_url, "deliveries"):
        await _gather(ground, sessions)
        await until_blocked(ground.database_url, "deliveries", settle_s=0)
        yield


@asynccontextmanager
async def posting(ground: Ground, sessions: Sessions) -> AsyncIterator[None]:
    """While FCM has the request and has not taken it on."""
    already = requests(ground.endpoint)
    behave(ground.endpoint, "slow-before-accept", delay_s=0)
    hold(ground.endpoint)
    await _gather(ground, sessions)
    await until_requested(ground, already + SIZE)
    yield
    release(ground.endpoint)
    behave(ground.endpoint, "ok")


@asynccontextmanager
async def posted(ground: Ground, sessions: Sessions) -> AsyncIterator[None]:
    """While FCM has taken the push on and has not answered."""
    already = len(ground.accepted)
    hold(ground.endpoint)
    await _gather(ground, sessions)
    await until_accepted(ground, already + SIZE)
    yield
    release(ground.endpoint)


@asynccontextmanager
async def recording(ground: Ground, sessions: Sessions) -> AsyncIterator[None]:
    """While it knows what became of the push, and waits to write that down."""
    already = len(ground.accepted)
    hold(ground.endpoint)
    await _gather(ground, sessions)
    await until_accepted(ground, already + SIZE)
    async with locked(ground.database_url, "deliveries"):
        release(ground.endpoint)
        await until_blocked(ground.database_url, "deliveries", settle_s=1.5)
        yield


async def _gather(ground: Ground, sessions: Sessions, in_s: float = 0) -> None:
    """Put another crowd in that is reminded once each."""
    now = ground.now()
    due = now + timedelta(seconds=in_s)
    await gather_crowd(sessions, SIZE, now, due, first=ground.count_off(SIZE))


# In each of them at most one chunk of that size is under way.
POINTS: tuple[Point, ...] = (claiming, marking, posting, posted, recording)
# Where a push may be missed when its worker dies: FCM had it and did not take it.
MAY_MISS = frozenset({posting})
