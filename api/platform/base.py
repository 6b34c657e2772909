"""The declarative base of all tables, the names of constraints, and the shared column types."""

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, DateTime, MetaData, Text, TypeDecorator, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from api.platform.ids import new_id

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant in UTC; SQLite stores no offset, so it is added again on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        utc = _in_utc(value)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def result_processor(
        self, dialect: Dialect, _: object
    ) -> Callable[[str | None], datetime | None] | None:
        """Return what makes an instant of what the driver has, None if it has it already."""
        return _instant_of if dialect.name == "sqlite" else None


def _instant_of(text: str | None) -> datetime | None:
    # Older rows may end with their offset.
    return None if text is None else datetime.fromisoformat(text).replace(tzinfo=UTC)


def _text_of(instant: datetime) -> str:
    return f"{_in_utc(instant):%Y-%m-%d %H:%M:%S.%f}"


def _in_utc(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("an instant without a zone cannot be stored")
    return instant.astimezone(UTC)


# What has the type of no column, as within `coalesce`, is stored as all else.
sqlite3.register_adapter(datetime, _text_of)


Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar = {
        datetime: UtcDateTime(),
        str: Text(),
        UUID: Uuid(),
        list[Any]: Json,
        list[str]: Json,
        dict[str, Any]: Json,
    }

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    created_at: Mapped[datetime]


def one_of(column: str, values: tuple[str, ...]) -> CheckConstraint:
    """Return the constraint that a text column has one of these values."""
    codes = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({codes})", name=f"{column}_known")


def between(column: str, low: float, high: float) -> CheckConstraint:
    """Return the constraint that a number is null or in a range, both ends included."""
    return CheckConstraint(f"{column} BETWEEN {low} AND {high}", name=f"{column}_range")
