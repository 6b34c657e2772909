"""Deleting rows some at a time, so that nobody waits long for a lock."""

from typing import Any
from uuid import UUID

from sqlalchemy import CTE, ColumnElement, bindparam, delete, select
from sqlalchemy.sql.dml import ReturningDelete

from api.platform.base import Base

BATCH = 500


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
