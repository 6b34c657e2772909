"""Commands of an operator, run to their end."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.commands.warm import ended_warm
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
