"""The drill: write, back up under load, destroy, restore.

Nothing acknowledged before the backup is missing, and who was erased after it stays erased.

The API and the backup are processes of their own, and the writes come by HTTP.
"""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread
from uuid import UUID

import asyncpg
import httpx2
import pyrage
import pytest
from typer.testing import CliRunner

from api.erasure.ledger import Erased, append
from api.platform.database_urls import file_of
from carryover import app
from tests.commands.acting import PRACTICE, TYPED, here, made_here
from tests.commands.stored import chain, rows
from tests.databases import settings_for
from tests.processes import carryover, serving
from tests.waiting import WITHIN_S, eventually

pytestmark = pytest.mark.story
SIGN_IN = {"email": "ben@example.org", "password": TYPED.strip()}


@contextmanager
def signed_in(url: str) -> Iterator[httpx2.Client]:
    """Yield Ben's client of the API."""
    with httpx2.Client(base_url=url, timeout=WITHIN_S) as http:
        answer = http.post("/v1/auth/sign-in", json=SIGN_IN)
        assert answer.status_code == 200, answer.text
        http.headers["authorization"] = f"Bearer {answer.json()['access_token']}"
        yield http


def add_client(http: httpx2.Client, number: int) -> str:
    """Add a client, and return her id once that is acknowledged."""
    body = {"name": f"Client {number}", "timezone": "Europe/Berlin"}
    answer = http.post("/v1/clients", json=body)
    assert answer.status_code == 201, answer.text
    told: str = answer.json()["id"]
    return told


class Load:
    """Adds one client after the other, and keeps the ids of those that were acknowledged."""

    def __init__(self, http: httpx2.Client) -> None:
        self.acknowledged: list[str] = []
        self._http, self._stop = http, Event()
        self._thread = Thread(target=self._run)
        self._thread.start()

    def end(self) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(0.02):
            self.acknowledged.append(add_client(self._http, len(self.acknowledged)))


def open_practice(env: dict[str, str]) -> None:
    """Open Ben's practice."""
    done = CliRunner().invoke(app, PRACTICE, env=env, input=TYPED)
    assert done.exit_code == 0, done.stderr


def destroy(url: str) -> None:
    """Lose all of a database."""
    if url.startswith("sqlite"):
        for ending in ("", "-wal", "-shm"):
            file = file_of(settings_for(url))
            file.with_name(file.name + ending).unlink(missing_ok=True)
        return

    async def drop() -> None:
        connection = await asyncpg.connect(url)
        await connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        await connection.close()

    asyncio.run(drop())


def test_the_drill(own_url: str, own_env: dict[str, str], tmp_path: Path) -> None:
    own_env = own_env | {"CARRYOVER_ERASED_FILE": str(tmp_path / "erased.jsonl")}
    key = pyrage.x25519.Identity.generate()
    (tmp_path / "key").write_text(str(key))
    open_practice(own_env)
    path = tmp_path / "kept.age"
    with serving(own_env, tmp_path / "api.log") as (url, _), signed_in(url) as http:
        load = Load(http)
        eventually(lambda: len(load.acknowledged) > 5, "writes")
        chain(own_url)
        before = set(load.acknowledged)
        to = ("--recipient", str(key.to_public()))
        told = json.loads(carryover("backup", str(path), *to, env=own_env))
        load.end()
    assert before < set(load.acknowledged), "nothing was written meanwhile"
    gone = load.acknowledged[0]
    append(tmp_path / "erased.jsonl", Erased(UUID(gone), datetime.now(UTC)))
    destroy(own_url)
    done = made_here("restore", path, "--identity", tmp_path / "key", env=own_env)
    assert (done["erasures_read"], done["erased_again"]) == (1, 1)
    found = {str(UUID(str(row[0]))) for row in rows(own_url, "SELECT id FROM clients")}
    assert before - {gone} <= found <= set(load.acknowledged) - {gone}
    assert made_here("audit", "verify", "--end", told["audit_end"], env=own_env)["links"] > 0
    assert here("healthcheck", "api", env=own_env).stdout == "api: ok\n"
