"""A worker killed between the line in the file of erasures and the commit of the erasure."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager, closing
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import func, select, update

from api.erasure.erasing import GRACE, erase_again
from api.erasure.ledger import read_ledger
from api.platform.db import Sessions, transaction
from api.tables import AuditEvent, Client, Erasure
from tests.faults.conftest import Ground
from tests.faults.locks import SQLITE, file_of, is_sqlite, locked, until_blocked
from tests.faults.workers import kill, launch, start
from tests.push.crowds import gather_crowd
from tests.waiting import until

pytestmark = pytest.mark.faults
# For longer than any test waits: SQLite has no lock that an erasure would meet after its line.
ENDLESS = (
    "CREATE VIEW endless AS WITH RECURSIVE n(i) AS"
    " (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000000000) SELECT max(i) AS i FROM n;"
    "CREATE TRIGGER not_now BEFORE DELETE ON clients BEGIN SELECT i FROM endless; END;"
)


@asynccontextmanager
async def held_up(url: str) -> AsyncIterator[None]:
    """Have whoever erases stand still between the line and the commit, until the block ends."""
    if not is_sqlite(url):
        async with locked(url, "reminders"):
            yield
        return
    with closing(sqlite3.connect(file_of(url), **SQLITE)) as own:
        own.executescript(ENDLESS)
        yield
        own.executescript("DROP TRIGGER not_now; DROP VIEW endless")


async def to_be_erased(ground: Ground, sessions: Sessions) -> UUID:
    """Store clients, the time of one of whom has come."""
    now = ground.now()
    crowd = await gather_crowd(sessions, 2, now, now + timedelta(hours=1))
    asked = {"erase_at": now - 2 * GRACE, "erase_asked_at": now - timedelta(days=14)}
    async with transaction(sessions) as session:
        hers = update(Client).where(Client.id == crowd.clients[0])
        await session.execute(hers.values(**asked, erase_asked_by="client"))
    return crowd.clients[0]


async def is_there(sessions: Sessions, client_id: UUID) -> bool:
    async with transaction(sessions, write=False) as session:
        return await session.get(Client, client_id) is not None


async def noted(sessions: Sessions) -> tuple[list[UUID], int, int]:
    """Return who is noted as erased, how often the audit says so, and how many are left."""
    async with transaction(sessions, write=False) as session:
        said = select(func.count()).where(AuditEvent.action == "erase client")
        erased = list(await session.scalars(select(Erasure.id)))
        left = await session.scalar(select(func.count()).select_from(Client))
        return erased, await session.scalar(said) or 0, left or 0


async def test_an_erasure_that_is_cut_off_after_its_line_is_carried_out_once_by_the_next_worker(
    ground: Ground, sessions: Sessions, tmp_path: Path
) -> None:
    file, url = tmp_path / "erased.jsonl", ground.database_url
    ground.env["CARRYOVER_ERASED_FILE"] = str(file)
    client_id = await to_be_erased(ground, sessions)
    with ExitStack() as stack:
        async with held_up(url):
            doomed = launch(ground, stack)
            await until(lambda: file.exists() and read_ledger(file), "the line", every_s=0.02)
            if not is_sqlite(url):
                await until_blocked(url, "reminders", settle_s=0)
            await kill(doomed)
        assert await is_there(sessions, client_id), "it was committed"
        assert await noted(sessions) == ([], 0, 2)
        await start(ground, sessions, stack)

        async def is_gone() -> bool:
            return not await is_there(sessions, client_id)

        await until(is_gone, "her to be erased", every_s=0.1)
    assert await noted(sessions) == ([client_id], 1, 1)
    assert [each.id for each in read_ledger(file)] == [client_id] * 2
    assert await erase_again(sessions, read_ledger(file)) == 0
