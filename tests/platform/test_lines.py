"""Who is let into the line before a pool, and who is told at once that it is too long."""

import asyncio
from contextlib import ExitStack
from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import TimeoutError as PoolTimeout

from api.platform.db import open_sessions, transaction
from api.platform.lines import BELIEVED_S, Line
from api.platform.settings import Settings

CONNECTIONS, PATIENCE_S = 8, 2.0


class Clock:
    """Seconds that a test moves."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


class Crowd:
    """People in a line, who leave in the order in which they came."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.line = Line(CONNECTIONS, PATIENCE_S, self.clock)
        self._inside: list[ExitStack] = []

    def come(self, number: int) -> int:
        """Let so many come at once; return how many of them are refused."""
        refused = 0
        for _ in range(number):
            one = ExitStack()
            try:
                one.enter_context(self.line.standing())
                self._inside.append(one)
            except PoolTimeout:
                refused += 1
        return refused

    def leave(self, number: int, every_s: float) -> None:
        for _ in range(number):
            self.clock.at += every_s
            self._inside.pop(0).close()

    def leave_all(self, every_s: float) -> None:
        self.leave(len(self._inside), every_s)


def seen_to_leave(every_s: float) -> Crowd:
    """Return a crowd of which it is known how fast they leave."""
    crowd = Crowd()
    crowd.come(100)
    crowd.leave_all(every_s)
    return crowd


def test_nobody_is_refused_before_it_is_known_how_fast_they_leave() -> None:
    assert Crowd().come(10_000) == 0


def test_256_at_once_are_served_where_the_line_clears_in_time() -> None:
    crowd = seen_to_leave(every_s=0.004)
    assert crowd.come(256) == 0


def test_who_would_wait_longer_than_her_patience_is_refused_at_once() -> None:
    crowd = seen_to_leave(every_s=0.01)
    # 200 leave within two seconds; as many may wait besides those who have a connection.
    assert crowd.come(500) == 500 - 200 - (CONNECTIONS - 1)
    crowd.leave(20, every_s=0.01)
    assert crowd.come(25) == 5


def test_a_line_that_gets_slower_or_faster_is_judged_by_what_is_so_now() -> None:
    crowd = seen_to_leave(every_s=0.1)
    assert crowd.come(100) > 0
    crowd.leave_all(every_s=0.001)
    crowd.come(100)
    crowd.leave_all(every_s=0.001)
    assert crowd.come(256) == 0


def test_the_first_that_are_slow_refuse_nobody() -> None:
    crowd = Crowd()
    crowd.come(256)
    crowd.leave(30, every_s=0.1)
    assert crowd.come(30) == 0
    crowd.leave(30, every_s=0.004)
    assert crowd.come(30) == 0


def test_one_that_stalls_refuses_nobody_for_long() -> None:
    crowd = seen_to_leave(every_s=0.004)
    crowd.come(256)
    crowd.leave(1, every_s=0.004)
    crowd.leave(1, every_s=1.0)
    assert crowd.come(1) == 1
    crowd.leave(12, every_s=0.004)
    assert crowd.come(14) == 0


def test_what_lies_between_two_crowds_is_no_pace() -> None:
    crowd = seen_to_leave(every_s=0.001)
    crowd.clock.at += 3600
    crowd.come(50)
    crowd.leave_all(every_s=0.001)
    assert crowd.come(256) == 0


def test_a_pace_of_long_ago_refuses_nobody() -> None:
    crowd = seen_to_leave(every_s=1.0)
    assert crowd.come(256) > 0
    crowd.leave_all(every_s=0.001)
    crowd.come(50)
    crowd.leave_all(every_s=1.0)
    crowd.clock.at += BELIEVED_S
    assert crowd.come(256) == 0


def test_who_has_a_connection_at_once_is_never_refused() -> None:
    crowd = seen_to_leave(every_s=3.0)
    assert crowd.come(CONNECTIONS) == 0


async def test_turns_are_taken_in_the_order_of_arrival() -> None:
    """Also where somebody new asks in the moment in which one comes free."""
    line, served = Line(2, PATIENCE_S), list[int]()

    async def come(number: int) -> None:
        async with line.turn():
            served.append(number)
            await asyncio.sleep(0)

    crowd = [asyncio.create_task(come(number)) for number in range(20)]
    for number in range(20, 60):
        await asyncio.sleep(0)
        crowd.append(asyncio.create_task(come(number)))
    await asyncio.gather(*crowd)
    assert served == list(range(60))


async def test_who_waits_in_vain_is_told_so_and_takes_no_turn() -> None:
    line = Line(1, 0.05)

    async def ask() -> None:
        async with line.turn():
            pass

    async with line.turn():
        for _ in range(2):
            with pytest.raises(PoolTimeout):
                await ask()
        waiting = asyncio.create_task(ask())
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
    await ask()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_transaction_begins_in_the_line_of_its_pool(settings: Settings) -> None:
    crowd = seen_to_leave(every_s=3.0)
    crowd.come(CONNECTIONS)
    sessions = replace(open_sessions(settings), line=crowd.line)
    with pytest.raises(PoolTimeout):
        async with transaction(sessions):
            pass
    crowd.leave_all(every_s=0.0)
    async with transaction(sessions) as session:
        assert await session.scalar(text("SELECT 1")) == 1
    await sessions.engine.dispose()
