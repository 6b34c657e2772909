"""How a migration changes a CHECK of a table that has rows, on both databases."""

import sqlalchemy as sa
from alembic import op


def change_check(table: str, name: str, old: str, new: str) -> None:
    if op.get_context().dialect.name == "postgresql":
        # Readers wait while the rows are checked: about a second for ten million of them.
        if old:
            op.execute(
                f"-- squawk-ignore ban-drop-constraint\nALTER TABLE {table} DROP CONSTRAINT {name}"
            )
        if new:
            op.execute(
                "-- squawk-ignore constraint-missing-not-valid\n"
                f"ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({new})"
            )
    else:
        change_check_in_place(table, clause(name, old), clause(name, new))


def clause(name: str, condition: str) -> str:
    return f"CONSTRAINT {name} CHECK ({condition}), " if condition else ""


def change_check_in_place(table: str, old: str, new: str) -> None:
    """Change a check as https://sqlite.org/lang_altertable.html#otheralter says it may be done.

    Rebuilding the table instead would drop it, and with it, by cascade, what refers to it.
    """
    connection = op.get_bind()
    anchor = f"CONSTRAINT pk_{table} "
    found = connection.scalar(
        sa.text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": table}
    )
    changed = found.replace(old or anchor, new + ("" if old else anchor), 1)
    assert changed != found, f"{table} has no such check"
    version = connection.scalar(sa.text("PRAGMA schema_version"))
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    connection.execute(
        sa.text("UPDATE sqlite_master SET sql = :sql WHERE name = :name"),
        {"sql": changed, "name": table},
    )
    connection.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = RESET")
