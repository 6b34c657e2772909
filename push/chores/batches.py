"""Deleting rows some at a time, so that nobody waits long for a lock."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CTE, ColumnElement, bindparam, delete, select
from sqlalchemy.sql.dml import ReturningDelete, UpdateBase

from api.platform.base import Base
from api.platform.clock import Clock
from api.platform.db import Sessions, transaction

BATCH = 500


async def run_all(
    sessions: Sessions,
    clock: Clock,
    statements: Iterable[UpdateBase],
    asked: Callable[[datetime], dict[str, Any]],
    goes_on: Callable[[], bool],
) -> int:
    """Run each statement until it finds no more, some at a time; return how many rows.

    `asked` returns their parameters at an instant, but for `most`.
    """
    total = 0
    for statement in statements:
        found = BATCH
        while found == BATCH and goes_on():
            async with transaction(sessions) as session:
                now = await clock.database_now(session)
                values = {"most": BATCH, **asked(now)}
                found = len((await session.execute(statement, values)).all())
            total += found
    return total


def some_of(model: type[Base], *which: ColumnElement[bool]) -> CTE:
    """Return rows that a statement may change now: at most `:most`, none that others have locked.

    A common table expression, since PostgreSQL may run a subquery with LIMIT again per row.
    """
    found: Any = select(model.id).where(*which).limit(bindparam("most"))
    some: CTE = found.with_for_update(skip_locked=True).cte("some")
    return some


def delete_some(model: type[Base], *which: ColumnElement[bool]) -> ReturningDelete[UUID]:
    """Return the statement that deletes such rows and returns their ids."""
    return (
        delete(model)
        .where(model.id.in_(select(some_of(model, *which).c.id)))
        .returning(model.id)
        .execution_options(synchronize_session=False)
    )
