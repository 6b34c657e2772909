"""Two seedings of one date hold the same, apart from what only the server can make up."""

import sqlite3
from collections import Counter
from datetime import date
from pathlib import Path

from demo.stories.lucia import LUCIA
from demo.stories.samir import SAMIR
from tests.demo.readers import TODAY
from tests.demo.seeding import seed_file

# Ids, secrets, and the moment of the first attempt, which an id spreads over a minute.
MADE_BY_THE_SERVER = ("_id", "_hash", "_by", "next_attempt_at")
# Where ids stand among other things.
WITH_IDS = {"alerts.evidence", "audit_events.subject", "brief_reads.snapshot"}
# A slot that names whom it is for.
PARTLY_IDS = {"reminders.slot": "substr(slot, 1, 6)"}
MADE_BY_PHONES = {"installation_id", "check_ins.id", "logs.id"}
ROWS = ("check_ins", "logs", "prescriptions", "prescription_versions", "prescription_pauses")


def content(file: Path) -> dict[str, Counter[tuple[object, ...]]]:
    """Return each table's rows without the columns that differ by nature."""
    with sqlite3.connect(file) as database:
        tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        found = {name: rows_of(database, name) for (name,) in tables.fetchall()}
    database.close()
    return found


def rows_of(database: sqlite3.Connection, table: str) -> Counter[tuple[object, ...]]:
    columns = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
    kept = [
        PARTLY_IDS.get(f"{table}.{name}", f'"{name}"') for name in columns if is_told(table, name)
    ]
    listed = ", ".join(kept) or "NULL"
    return Counter(database.execute(f"SELECT {listed} FROM {table}").fetchall())


def is_told(table: str, column: str) -> bool:
    if MADE_BY_PHONES & {column, f"{table}.{column}"}:
        return True
    if f"{table}.{column}" in WITH_IDS:
        return False
    return column != "id" and not column.endswith(MADE_BY_THE_SERVER)


def told(folder: Path, name: str, today: date) -> dict[str, Counter[tuple[object, ...]]]:
    seed_file(folder / f"{name}.db", today, (LUCIA, SAMIR))
    return content(folder / f"{name}.db")


def test_two_seedings_of_one_date_are_equal(tmp_path: Path) -> None:
    first, second = (told(tmp_path, name, TODAY) for name in ("first", "second"))
    assert first == second
    assert all(first[table] for table in ROWS)
    assert first["reminders"]


def test_a_client_s_story_does_not_depend_on_who_else_is_told(tmp_path: Path, seeded: Path) -> None:
    everyone = content(seeded)
    seed_file(tmp_path / "samir.db", TODAY, (SAMIR,))
    alone = content(tmp_path / "samir.db")
    for table in ROWS:
        assert alone[table] <= everyone[table]
    assert alone["check_ins"]


def test_a_seeding_leaves_nothing_beside_its_file(seeded: Path) -> None:
    assert {each.name for each in seeded.parent.glob("seed*")} == {"seeded.db"}
