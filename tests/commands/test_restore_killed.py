"""Whoever is killed while it restores leaves the database as it was, and may begin anew."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from tests.commands.acting import ended, made_here, stand_in
from tests.commands.stored import open_practices, practices
from tests.processes import BIN, ROOT
from tests.waiting import WITHIN_S, eventually

# The product, which kills itself when half of the pages are in place.
HALFWAY = """
import os, signal, sys
import api.platform.backups.sqlite_files as files
import commands.restoring as restoring
from carryover import app
files.PAGES, put = 5, files.put_in_place
def tell(done, total):
    if done * 2 > total:
        os.kill(os.getpid(), signal.SIGKILL)
restoring.put_in_place = lambda copy, database, _: put(copy, database, tell)
app()
"""
# PostgreSQL's, which hands on a part and then waits; what begins so is a group of its own.
SLOW = """[ "$1" = --version ] && exec $real "$@"
$real "$@" | head -c 9000
touch {marker}
exec sleep 600"""


@pytest.mark.parametrize("own_url", ["sqlite"], indirect=True)
def test_in_the_middle_of_a_file(own_url: str, own_env: dict[str, str], tmp_path: Path) -> None:
    open_practices(own_url, "before")
    made_here("backup", tmp_path / "kept", env=own_env)
    open_practices(own_url, *(f"{n:04}" * 100 for n in range(3000)))
    command = (sys.executable, "-c", HALFWAY, "restore", tmp_path / "kept", "--force")
    assert ended(*command, env=own_env).returncode == -signal.SIGKILL
    # SQLite goes back by its journal.
    assert (tmp_path / "test.db-journal").stat().st_size > 0
    assert len(practices(own_url)) == 3001
    made_here("restore", tmp_path / "kept", "--force", env=own_env)
    assert practices(own_url) == ["before"]


@pytest.mark.parametrize("own_url", ["postgresql"], indirect=True)
def test_in_the_middle_of_a_server(own_url: str, own_env: dict[str, str], tmp_path: Path) -> None:
    open_practices(own_url, "before")
    made_here("backup", tmp_path / "kept", env=own_env)
    open_practices(own_url, "after")
    marker = tmp_path / "half"
    tools = stand_in(tmp_path / "tools", "pg_restore", SLOW.format(marker=marker))
    process = subprocess.Popen(
        [BIN / "carryover", "restore", tmp_path / "kept", "--force"],
        env=own_env | {"CARRYOVER_POSTGRES_TOOLS": tools},
        cwd=ROOT,
        start_new_session=True,
    )
    try:
        eventually(marker.exists, "half of the script")
        process.kill()
        process.wait(timeout=WITHIN_S)
        assert practices(own_url) == ["after", "before"]
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    made_here("restore", tmp_path / "kept", "--force", env=own_env)
    assert practices(own_url) == ["before"]
