"""Commands that begin with their imports done: forked from a process that has made them.

A command spends a second on imports, and tests begin dozens that end at once. Each is a process
of its own and comes in by the front door. That commands begin from nothing as well is tested
wherever `BIN / "carryover"` stands: imports, listening, story, demo, faults.
"""

import atexit
import json
import os
import select
import signal
import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.processes import ROOT
from tests.waiting import WITHIN_S


def ended_warm(
    command: tuple[str, ...], env: dict[str, str], typed: str, begun: tuple[str, ...] = ()
) -> subprocess.CompletedProcess[str]:
    """Run a command of `carryover` to its end; `begun` is what takes away its rights."""
    with TemporaryDirectory() as folder:
        files = [str(Path(folder) / name) for name in ("in", "out", "err")]
        Path(files[0]).write_text(typed)
        code = _ask(_mother(begun), {"command": command, "env": env, "files": files})
        out, err = (Path(file).read_text() for file in files[1:])
        return subprocess.CompletedProcess(command, code, out, err)


@cache
def _mother(begun: tuple[str, ...]) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [*begun, sys.executable, "-m", "tests.commands.mother"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        start_new_session=True,
    )
    atexit.register(os.killpg, process.pid, signal.SIGKILL)
    return process


def _ask(mother: subprocess.Popen[str], request: dict[str, object]) -> int:
    """Return the exit code of the command; AssertionError if it does not end."""
    assert mother.stdin
    assert mother.stdout
    mother.stdin.write(json.dumps(request) + "\n")
    mother.stdin.flush()
    told, _, _ = select.select([mother.stdout], [], [], WITHIN_S)
    assert told, f"{request['command']} did not end"
    return int(mother.stdout.readline())
