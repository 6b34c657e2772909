"""Runs migrations on a connection that the caller opened (see api/platform/migrate.py)."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import JSON, Connection, text

from api.platform.base import UtcDateTime
from api.tables import Base


def render_item(kind: str, item: Any, _: Any) -> str | Literal[False]:
    """Write our column types into a migration as what the database stores."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, JSON):
        return 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
    return False


def run(connection: Connection) -> None:
    """Run the migrations asked for, each in a transaction of its own where the database can.

    What one has locked is free before the next one waits for a lock, or looks at many rows.
    """
    if connection.dialect.name == "postgresql":
        # A migration waits 5 s for a lock, then fails, rather than hold up every request.
        connection.execute(text("SET lock_timeout = '5s'"))
        # In a transaction that has begun before it, Alembic would run all of them.
        connection.commit()
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        compare_server_default=True,
        render_item=render_item,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


if context.is_offline_mode():
    context.configure(
        dialect_name="postgresql",
        target_metadata=Base.metadata,
        literal_binds=True,
        dialect_opts={"paramstyle": "named"},
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()
else:
    run(context.config.attributes["connection"])
