"""Commands of an operator, run to their end."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from carryover import app
from tests.commands.warm import ended_warm
from tests.databases import POSTGRES_TOOLS
from tests.processes import ROOT
from tests.waiting import WITHIN_S

PRACTICE = ("create-practice", "--name", "Praxis Ben", "--email", "ben@example.org")
PRACTICE += ("--timezone", "Europe/Berlin", "--password-stdin")
# A password that a practice may begin with.
TYPED = "eight grey pelicans\n"


def ended(*command: str | Path, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a command that is expected to end by itself."""
    return subprocess.run(
        command,
        env=env,
        text=True,
        input=TYPED,
        capture_output=True,
        timeout=WITHIN_S,
        check=False,
        cwd=ROOT,
    )


def here(*command: str | Path, env: dict[str, str]) -> Result:
    """Run a command in this process, which spares the second that a new one needs to begin."""
    return CliRunner().invoke(app, [str(part) for part in command], env=env)


def told_here(*command: str | Path, env: dict[str, str]) -> str:
    """Return the only line that such a command prints, ending with 1."""
    done = here(*command, env=env)
    assert done.exit_code == 1, (done.stderr, done.exception)
    assert not done.stdout
    (line,) = done.stderr.splitlines()
    return line


def made_here(*command: str | Path, env: dict[str, str]) -> dict[str, Any]:
    """Return what such a command prints as JSON, ending with 0."""
    done = here(*command, env=env)
    assert done.exit_code == 0, (done.stderr, done.exception)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def told_by(
    *command: str, env: dict[str, str], secret: str = "", begun: tuple[str, ...] = ()
) -> str:
    """Return the only line that a command prints, ending with 1; AssertionError for more."""
    return only_line(ended_warm(command, env, TYPED, begun), secret)


def only_line(done: subprocess.CompletedProcess[str], secret: str = "") -> str:
    """Return the line on standard error with which a process ended; a secret is not in it."""
    assert done.returncode == 1, done.stderr
    assert not done.stdout
    assert not secret or secret not in done.stderr
    (line,) = done.stderr.splitlines()
    return line


def powerless() -> tuple[str, ...]:
    """Return what a command is begun with so that the rights of files count for root as well."""
    if os.geteuid() != 0:
        return ()
    if shutil.which("setpriv") is None:
        pytest.skip("root without setpriv may write everywhere")
    return ("setpriv", "--bounding-set=-all", "--inh-caps=-all")


def stand_in(folder: Path, name: str, script: str) -> str:
    """Put a program before PostgreSQL's own; return the folder that has all of them."""
    folder.mkdir(exist_ok=True)
    for other in ("pg_dump", "pg_restore", "psql"):
        link = folder / other
        if not link.exists():
            link.symlink_to(POSTGRES_TOOLS / other)
    (folder / name).unlink()
    (folder / name).write_text(f"#!/bin/sh\nreal={POSTGRES_TOOLS / name}\n{script}\n")
    (folder / name).chmod(0o700)
    return str(folder)
