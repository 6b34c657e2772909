"""A PostgreSQL that refuses some of those who ask."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import (
    POSTGRES_TOOLS,
    named,
    postgres_apart,
    postgres_clone,
    run_sql,
    sqlite_clone,
)
from tests.processes import environment

# Who is let in how, before the line that trusts everyone.
REFUSED = """local all knows_password scram-sha-256
local all wants_tls reject
"""


@pytest.fixture(scope="session")
def strict() -> Iterator[str]:
    """The URL of a database that is not migrated; roles are refused by password and by TLS."""
    with postgres_apart() as server:
        url = f"postgresql://postgres@/postgres?host={server.pgdata}"
        run_sql(url, "CREATE ROLE knows_password LOGIN PASSWORD 'the-right-one'")
        run_sql(url, "CREATE ROLE wants_tls LOGIN")
        run_sql(url, "CREATE ROLE reads_only LOGIN")
        run_sql(url, "CREATE DATABASE empty")
        file = Path(server.pgdata) / "pg_hba.conf"
        file.write_text(REFUSED + file.read_text())
        run_sql(url, "SELECT pg_reload_conf()")
        yield named(url, "empty")


@pytest.fixture(params=["sqlite", "postgresql"])
def own_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A migrated, empty database that no process has open, not even one of the tests."""
    if request.param == "sqlite":
        yield sqlite_clone(request.getfixturevalue("sqlite_template"), tmp_path)
        return
    server = request.getfixturevalue("postgres")
    with postgres_clone(server, request.getfixturevalue("postgres_schema")) as url:
        yield url


@pytest.fixture
def own_env(own_url: str) -> dict[str, str]:
    """The environment of commands on that database."""
    return environment(own_url, POSTGRES_TOOLS=str(POSTGRES_TOOLS))
