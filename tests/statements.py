"""Recording the SQL that reaches the driver, and asking the database for its query plans."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, text

from api.platform.db import Sessions, transaction
from api.platform.drivers import Driver

# By dialect: the statement that asks for a plan, and how a full table scan appears in it.
PLANS = {"sqlite": ("EXPLAIN QUERY PLAN", "SCAN"), "postgresql": ("EXPLAIN", "Seq Scan")}
Asked = list[tuple[str, Any]]


@contextmanager
def asked(of: Engine | Connection) -> Iterator[Asked]:
    """Collect each statement and its values as they reach the driver."""
    seen: Asked = []
    with _watched(of, lambda sql, given, _: seen.append((sql, given))):
        yield seen


@contextmanager
def asked_in_transactions(of: Engine | Connection) -> Iterator[list[str]]:
    """Collect the statements that reach the driver while it has a transaction open."""
    seen: list[str] = []

    def look(sql: str, _: Any, own: Any) -> None:
        if own.is_in_transaction() if hasattr(own, "is_in_transaction") else own.in_transaction:
            seen.append(sql)

    with _watched(of, look):
        yield seen


@contextmanager
def _watched(of: Engine | Connection, look: Callable[[str, Any, Any], object]) -> Iterator[None]:
    """Have each statement looked at, with its values and the driver's connection."""
    run, run_many = Driver.run, Driver.run_many

    def look_and_execute(by: Connection, _: Any, sql: str, given: Any, *__: Any) -> None:
        look(sql, given, by.connection.driver_connection)

    async def look_and_run(driver: Driver, sql: str, given: Any) -> Any:
        if driver.dialect is of.dialect:
            look(sql, given, driver.own)
        return await run(driver, sql, given)

    async def look_and_run_many(driver: Driver, sql: str, given: Any) -> None:
        if driver.dialect is of.dialect:
            look(sql, given, driver.own)
        await run_many(driver, sql, given)

    event.listen(of, "before_cursor_execute", look_and_execute)
    with pytest.MonkeyPatch.context() as patches:
        patches.setattr(Driver, "run", look_and_run)
        patches.setattr(Driver, "run_many", look_and_run_many)
        try:
            yield
        finally:
            event.remove(of, "before_cursor_execute", look_and_execute)


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
