"""`carryover serve` says where it is once it answers there, and begins before its database does."""

import json
from pathlib import Path

import httpx2
import pytest

from tests.commands.conftest import postgres_apart
from tests.databases import migrate
from tests.processes import BIN, answers, environment, running
from tests.waiting import WITHIN_S, eventually


def events(log: Path) -> dict[str, dict[str, object]]:
    """Return the lines of a log by their event: every one is JSON."""
    lines = log.read_text().splitlines() if log.exists() else []
    return {each["event"]: each for each in map(json.loads, lines)}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("options", "begins", "worker"),
    [
        ((), "http://127.0.0.1:", False),
        (("--with-worker",), "http://127.0.0.1:", True),
        (("--host", "0.0.0.0"), "http://127.0.0.1:", False),
        (("--host", "localhost"), "http://127.0.0.1:", False),
    ],
)
def test_serve_says_where_it_answers_and_whether_a_worker_is_in_it(
    database_url: str, tmp_path: Path, options: tuple[str, ...], begins: str, worker: bool
) -> None:
    env = environment(database_url, PUSH_TRANSPORT="console")
    log = tmp_path / "api.log"
    with running(BIN / "carryover", "serve", "--port", "0", *options, env=env, log=log) as process:
        told = eventually(lambda: events(log).get("listening"), "the line that says where")
        url = str(told["url"])
        assert url.startswith(begins)
        assert not url.endswith(":0")
        assert told["worker"] is worker
        assert answers(f"{url}/readyz", process)
    assert list(events(log)).count("listening") == 1


def test_serve_begins_before_its_database_and_recovers_by_itself(tmp_path: Path) -> None:
    log = tmp_path / "api.log"
    with postgres_apart() as server:
        url = f"postgresql://postgres@/postgres?host={server.pgdata}"
        migrate(url)
        server.stop()
        command = (BIN / "carryover", "serve", "--port", "0")
        with running(*command, env=environment(url), log=log) as process:
            told = eventually(lambda: events(log).get("listening"), "the line that says where")
            away = str(events(log)["database_unavailable"]["told"])
            assert away.startswith("CARRYOVER_DATABASE_URL: no PostgreSQL answers at ")
            assert answers(f"{told['url']}/livez", process)
            assert httpx2.get(f"{told['url']}/readyz", timeout=WITHIN_S).status_code == 503
            server.start()
            eventually(lambda: answers(f"{told['url']}/readyz", process), "it to be ready")
