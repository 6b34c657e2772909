"""Of many rows those whose ids are given: the condition that the worker's statements share."""

from typing import Any

from sqlalchemy import Boolean, ColumnElement, Uuid, any_, bindparam
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class _Among(FunctionElement[bool]):
    type = Boolean()
    inherit_cache = True

    def self_group(self, against: Any = None) -> Any:  # noqa: ARG002
        # It is a condition already: compared with 1, as SQLite's booleans are, it finds no index.
        return self


def among(column: Any) -> ColumnElement[bool]:
    """Return the condition that a column is one of the UUIDs in the parameter `ids`."""
    return _Among(column)


@compiles(_Among, "postgresql")
def _any(element: _Among, compiler: SQLCompiler, **more: Any) -> str:
    # One array, however long: a list of parameters is written out anew for each execution.
    (column,) = element.clauses
    return compiler.process(column == any_(bindparam("ids", type_=ARRAY(Uuid()))), **more)


@compiles(_Among)
def _in(element: _Among, compiler: SQLCompiler, **more: Any) -> str:
    (column,) = element.clauses
    return compiler.process(column.in_(bindparam("ids", expanding=True)), **more)
