"""Migrations go up, come down and match the tables, on both databases."""

import asyncio
import io
import subprocess
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, event, insert, inspect, text
from sqlalchemy.exc import DBAPIError

from api.platform.db import open_sessions
from api.platform.migrate import alembic_config
from api.platform.names import sort_key
from api.platform.schema import older_revisions
from api.tables import (
    Account,
    AuditEvent,
    Client,
    Goal,
    Practice,
    Prescription,
    PrescriptionVersion,
    Reminder,
    WeeklyCheckIn,
)
from tests.databases import settings_for
from tests.waiting import WITHIN_S

T = TypeVar("T")
ONE = UUID(int=1)
HOUR = timedelta(hours=1)
SQUAWK = Path(sys.executable).parent / "squawk"
EXCLUDED = ",".join(
    (
        "require-timeout-settings",  # env.py sets them, outside the SQL.
        "require-concurrent-index-creation",  # Tables and indexes are made together, empty.
        "prefer-robust-stmts",  # A migration is one transaction: it happened or it did not.
        "prefer-text-field",  # Alembic's own version table.
        "prefer-bigint-over-int",  # Our integers are small numbers with a range check.
    )
)


def on_connection(url: str, job: Callable[[Connection], T]) -> T:
    async def run() -> T:
        sessions = open_sessions(settings_for(url))
        try:
            async with sessions.engine.connect() as connection:
                found = await connection.run_sync(job)
                await connection.commit()
                return found
        finally:
            await sessions.engine.dispose()

    return asyncio.run(run())


def tables(url: str) -> set[str]:
    return set(on_connection(url, lambda connection: inspect(connection).get_table_names()))


def test_models_and_migrations_agree(database_url: str) -> None:
    on_connection(database_url, lambda connection: command.check(alembic_config(connection)))


def test_down_to_nothing_and_up_again(database_url: str) -> None:
    before = tables(database_url)
    on_connection(
        database_url, lambda connection: command.downgrade(alembic_config(connection), "base")
    )
    assert tables(database_url) == {"alembic_version"}
    on_connection(
        database_url, lambda connection: command.upgrade(alembic_config(connection), "head")
    )
    assert tables(database_url) == before


# SQLite has one writer at a time, whatever is locked.
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_what_a_migration_locks_is_free_before_the_next_one(database_url: str) -> None:
    def go(connection: Connection) -> int:
        config = alembic_config(connection)
        command.downgrade(config, "0005")
        connection.commit()
        committed: list[Connection] = []
        event.listen(connection, "commit", committed.append)
        command.upgrade(config, "0008")
        return len(committed)

    assert on_connection(database_url, go) >= len(("0006", "0007", "0008"))


def test_rows_survive_the_way_down_and_up_again(database_url: str) -> None:
    on_connection(database_url, someone)
    before = on_connection(database_url, rows)
    for way, to in ((command.downgrade, "0001"), (command.upgrade, "head")):
        on_connection(database_url, lambda connection: way(alembic_config(connection), to))  # noqa: B023
        assert on_connection(database_url, rows) == before


def test_the_names_of_before_are_sorted_and_found_afterwards(database_url: str) -> None:
    on_connection(database_url, someone)
    for way, to in ((command.downgrade, "0008"), (command.upgrade, "head")):
        on_connection(database_url, lambda connection: way(alembic_config(connection), to))  # noqa: B023
    made = "SELECT name_key, name_folded FROM accounts"
    found = on_connection(database_url, lambda connection: connection.execute(text(made)).all())
    assert [tuple(row) for row in found] == [(sort_key("Ana"), "ana")]


# On SQLite texts are compared byte by byte unless a column says otherwise.
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_names_are_sorted_by_their_bytes_whatever_the_servers_language(database_url: str) -> None:
    asked = (
        "SELECT collation_name FROM information_schema.columns "
        "WHERE table_name = 'accounts' AND column_name = 'name_key'"
    )
    assert on_connection(database_url, lambda connection: connection.scalar(text(asked))) == "C"


def someone(connection: Connection) -> None:
    """Store a client, all columns that a migration added left empty."""
    made: dict[str, Any] = {"created_at": datetime(2026, 3, 2, tzinfo=UTC)}
    who = {"id": ONE, "practice_id": ONE, **made}
    zone = {"timezone": "UTC"}
    person = {"role": "client", "admin": False, "name": "Ana", "locale": "en", **zone}
    client = {"check_in_time": time(18), "reminder_cap": 6, "plan_revision": 0, "conditions": []}
    for model, values in (
        (Practice, {"id": ONE, "name": "One", **zone, **made}),
        (Account, who | person),
        (Client, who | client),
        (AuditEvent, who | {"action": "view client"}),
    ):
        connection.execute(insert(model).values(values))


def rows(connection: Connection) -> list[int]:
    tables = ("practices", "accounts", "clients", "audit_events")
    return [connection.scalar(text(f"SELECT count(*) FROM {name}")) for name in tables]


def test_a_reminder_that_is_planned_learns_the_zone_of_its_fixed_schedule(
    database_url: str,
) -> None:
    on_connection(database_url, someone)
    on_connection(database_url, reminded)
    for way, to in ((command.downgrade, "0008"), (command.upgrade, "head")):
        on_connection(database_url, lambda connection: way(alembic_config(connection), to))  # noqa: B023
    query = text("SELECT slot, fixed_timezone FROM reminders ORDER BY slot")
    found = on_connection(database_url, lambda connection: connection.execute(query).all())
    assert [tuple(row) for row in found] == [("08:00", "UTC"), ("check_in", None)]


def reminded(connection: Connection) -> None:
    """Store reminders of the client's check-in and of a schedule that is fixed to a zone."""
    now, made = datetime.now(UTC), {"created_at": datetime(2026, 3, 2, tzinfo=UTC)}
    plan = {"id": ONE, "client_id": ONE, "created_by": ONE, "exercise": "chin-tuck"}
    dated = {"effective_on": date(2026, 3, 2), "start_on": date(2026, 3, 2)}
    version = {"prescription_id": ONE, "number": 1, "exercise_version": "1", "times": ["08:00"]}
    weekly = {"weekdays": ["mon"], "interval_weeks": 1, "window_min": 120}
    more = {"created_by": ONE, "remind": True, "max_pain": 5, "fixed_timezone": "UTC"}
    due = {
        "due_at": now,
        "expires_at": now + HOUR,
        "next_attempt_at": now,
        "local_date": now.date(),
    }
    row = {"account_id": ONE, "subject_id": ONE, "plan_revision": 0, "tzdb_version": "2026.1"}
    connection.execute(insert(Prescription).values(plan | made | {"kind": "stretch"}))
    connection.execute(insert(PrescriptionVersion).values(version | dated | weekly | more | made))
    for source, slot, item in (("prescription", "08:00", ONE), ("check_in", "check_in", None)):
        about = {"source": source, "slot": slot, "prescription_id": item, "state": "scheduled"}
        connection.execute(insert(Reminder).values(row | due | about | made))


def test_ratings_of_goals_and_the_reminder_of_the_week_go_and_the_rest_stays(
    database_url: str,
) -> None:
    on_connection(database_url, someone)
    on_connection(database_url, weeks)
    answered = "SELECT monday, answered FROM weekly_check_ins ORDER BY monday"
    slots = "SELECT slot FROM reminders ORDER BY slot"
    seen = []
    for way, to in ((command.downgrade, "0018"), (command.upgrade, "head")):
        on_connection(database_url, lambda connection: way(alembic_config(connection), to))  # noqa: B023
        for query in (answered, slots):
            found = on_connection(database_url, lambda c: c.execute(text(query)).all())  # noqa: B023
            seen.append([tuple(row)[-1] for row in found])
    # A week of which only a goal was rated says nothing any longer.
    assert [list(map(bool, each)) for each in seen[::2]] == [[False, True, True, False]] * 2
    assert seen[1::2] == [["check_in"]] * 2
    query = text("SELECT count(*) FROM weekly_check_ins WHERE CAST(goals AS TEXT) = '[]'")
    assert on_connection(database_url, lambda connection: connection.scalar(query)) == 4
    assert on_connection(database_url, lambda c: c.scalar(text("SELECT count(*) FROM goals"))) == 0


def weeks(connection: Connection) -> None:
    """Store a goal, weeks of which three were answered, and reminders of the day and the week."""
    made: dict[str, Any] = {"created_at": datetime(2026, 3, 2, tzinfo=UTC)}
    hers = {"client_id": ONE, **made}
    goal = {"id": ONE, "created_by": ONE, "text": "Swim", "set_on": date(2026, 3, 2)}
    goal |= {"state": "active", "earlier_texts": []}
    connection.execute(insert(Goal).values(hers | goal))
    told = dict.fromkeys(("recorded_at", "ordered_at", "received_at"), made["created_at"])
    rated = {"goals": [{"goal_id": str(ONE), "rating": 3}], "answered": True}
    said = [rated, rated | {"energy": 3}, rated | {"note": "Well."}, {"note": " "}]
    for number, answers in enumerate(said):
        monday = date(2026, 3, 2) + timedelta(weeks=number)
        week = {"monday": monday, "digest": "", "undone": False, "answered": False}
        connection.execute(insert(WeeklyCheckIn).values(hers | told | week | answers))
    row = {"account_id": ONE, "subject_id": ONE, "plan_revision": 0, "tzdb_version": "2026.1"}
    now = made["created_at"]
    due = {"due_at": now, "expires_at": now + HOUR, "next_attempt_at": now, "state": "scheduled"}
    for source, slot in (
        ("check_in", "check_in"),
        ("weekly_check_in", "weekly_check_in"),
        ("snooze", "weekly_check_in"),
    ):
        about = {"source": source, "slot": slot, "local_date": date(2026, 3, 8)}
        about |= {"subject_id": UUID(int=2)} if source == "snooze" else {}
        connection.execute(insert(Reminder).values(row | due | made | about))


@pytest.mark.parametrize(
    "deed", ["UPDATE audit_events SET action = 'x'", "DELETE FROM audit_events"]
)
def test_the_database_refuses_to_change_what_is_history(database_url: str, deed: str) -> None:
    on_connection(database_url, someone)
    with pytest.raises(DBAPIError, match="is never changed"):
        on_connection(database_url, lambda connection: connection.execute(text(deed)))


def test_there_is_one_line_of_migrations() -> None:
    script = ScriptDirectory.from_config(alembic_config())
    assert len(script.get_heads()) == 1


def test_the_older_revisions_are_told_as_alembic_tells_them() -> None:
    script = ScriptDirectory.from_config(alembic_config())
    every = {each.revision for each in script.walk_revisions()}
    assert older_revisions() == every - set(script.get_heads())


def offline_sql(config: Config) -> str:
    out = io.StringIO()
    config.output_buffer = out
    with redirect_stdout(out):
        command.upgrade(config, "head", sql=True)
    return out.getvalue()


def test_squawk_finds_nothing_dangerous_in_the_sql(tmp_path: Path) -> None:
    sql = tmp_path / "upgrade.sql"
    sql.write_text(offline_sql(alembic_config()))
    found = subprocess.run(
        [SQUAWK, "--exclude", EXCLUDED, sql],
        capture_output=True,
        text=True,
        check=False,
        timeout=WITHIN_S,
    )
    assert found.returncode == 0, found.stdout


@pytest.mark.parametrize("statement", ["ALTER TABLE logs ALTER COLUMN slot TYPE varchar(3);"])
def test_squawk_would_find_something(tmp_path: Path, statement: str) -> None:
    sql = tmp_path / "bad.sql"
    sql.write_text(statement)
    found = subprocess.run(
        [SQUAWK, "--exclude", EXCLUDED, sql], capture_output=True, check=False, timeout=WITHIN_S
    )
    assert found.returncode == 1
