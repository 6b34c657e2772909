"""Recording the SQL that reaches the driver, and asking the database for its query plans."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, text

from api.platform.db import Sessions, transaction
from api.platform.statements import Driver

# By dialect: the statement that asks for a plan, and how a full table scan appears in it.
PLANS = {"sqlite": ("EXPLAIN QUERY PLAN", "SCAN"), "postgresql": ("EXPLAIN", "Seq Scan")}
Asked = list[tuple[str, Any]]


@contextmanager
def asked(of: Engine | Connection) -> Iterator[Asked]:
    """Collect each statement and its values as they reach the driver."""
    seen: Asked = []
    run = Driver.run

    def look(_: Any, __: Any, sql: str, given: Any, *___: Any) -> None:
        seen.append((sql, given))

    async def look_and_run(driver: Driver, sql: str, given: Any) -> Any:
        if driver.dialect is of.dialect:
            seen.append((sql, given))
        return await run(driver, sql, given)

    event.listen(of, "before_cursor_execute", look)
    with pytest.MonkeyPatch.context() as patches:
        patches.setattr(Driver, "run", look_and_run)
        try:
            yield seen
        finally:
            event.remove(of, "before_cursor_execute", look)


def selects(seen: Asked) -> list[str]:
    """Return the SELECTs with each IN list emptied, so that its length makes no difference."""
    return [re.sub(r"IN \(.*?\)", "IN ()", sql) for sql, _ in seen if sql.startswith("SELECT")]


async def plan_of(
    sessions: Sessions, statement: Any, values: dict[str, Any], *, few: bool = True
) -> list[str]:
    """Return the steps of a statement's query plan; `few`: the tables are nearly empty."""
    ask, _ = PLANS[sessions.engine.dialect.name]
    async with transaction(sessions) as session:
        connection = await session.connection()
        if few and sessions.engine.dialect.name == "postgresql":
            # With so few rows PostgreSQL would read the whole table although an index exists.
            await connection.execute(text("SET LOCAL enable_seqscan = off"))
        assert connection.sync_connection is not None
        with asked(connection.sync_connection) as seen:
            await connection.execute(statement, values)
        sql, given = seen[-1]
        return [row[-1] for row in await connection.exec_driver_sql(f"{ask} {sql}", given)]


def reads_all(step: str) -> bool:
    """Tell whether a step of a plan is a full table scan."""
    wholes = tuple(whole for _, whole in PLANS.values())
    # A list of ids that is given is no table.
    return step.lstrip(" ->").startswith(wholes) and "VIRTUAL TABLE" not in step
