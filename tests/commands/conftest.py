"""A PostgreSQL that refuses some of those who ask."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import named, postgres_apart, run_sql

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
