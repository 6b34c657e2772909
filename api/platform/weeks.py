"""Weeks in SQL: the Monday of a Sunday, which the two databases count back to differently."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class _SixDaysBefore(FunctionElement[date]):
    type = Date()
    inherit_cache = True


def monday_of(sunday: Any) -> ColumnElement[date]:
    """Return the Monday of the week that ends with a column's date, a Sunday."""
    return _SixDaysBefore(sunday)


@compiles(_SixDaysBefore, "postgresql")
def _subtracted(element: _SixDaysBefore, compiler: SQLCompiler, **more: Any) -> str:
    return f"({compiler.process(element.clauses, **more)} - 6)"


@compiles(_SixDaysBefore)
def _by_function(element: _SixDaysBefore, compiler: SQLCompiler, **more: Any) -> str:
    return f"date({compiler.process(element.clauses, **more)}, '-6 days')"
