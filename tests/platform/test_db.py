"""How long the product waits for its database."""

import asyncio
from contextlib import AsyncExitStack
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import TimeoutError as PoolTimeout

from api.platform.db import is_unavailable, open_sessions, transaction
from api.platform.engines import POOL_TIMEOUT_S
from api.platform.settings import Settings
from tests.loops import MovedLoop, the_loop


@pytest.fixture(scope="session")
def anyio_backend() -> tuple[str, dict[str, Any]]:
    return "asyncio", {"loop_factory": MovedLoop}


@pytest.mark.parametrize("held", [1, 3])
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_who_finds_no_connection_is_told_so_after_two_seconds(
    settings: Settings, held: int
) -> None:
    sessions = open_sessions(settings.model_copy(update={"database_pool": held}))

    async def ask(stack: AsyncExitStack) -> None:
        session = await stack.enter_async_context(transaction(sessions, write=False))
        await session.execute(text("SELECT 1"))

    async with AsyncExitStack() as stack:
        for _ in range(held):
            await ask(stack)
        with the_loop().standing():
            started, late = the_loop().time(), asyncio.create_task(ask(stack))
            with the_loop().hurrying(), pytest.raises(PoolTimeout) as refused:
                await late
            assert the_loop().time() - started == pytest.approx(2)
    assert is_unavailable(refused.value)
    assert POOL_TIMEOUT_S == 2
    await sessions.engine.dispose()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_who_finds_sqlite_locked_waits_five_seconds(settings: Settings) -> None:
    sessions = open_sessions(settings)
    async with transaction(sessions, write=False) as session:
        assert await session.scalar(text("PRAGMA busy_timeout")) == 5_000
    await sessions.engine.dispose()
