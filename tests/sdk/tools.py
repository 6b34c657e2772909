"""Running what is in .tools/sdk, or saying loudly that it cannot be had."""

import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from scripts.sdk_tools import HOME, MODULES, PYTHON, Missing, build, node
from tests.processes import ROOT
from tests.waiting import WITHIN_S

DOCUMENT = ROOT / "docs/reference/openapi.json"
PROGRAMS = Path(__file__).resolve().parent / "programs"
# Where they are set, clients are tested or the tests fail: `.ci/run` sets the second.
REQUIRED_BY = ("CI", "CARRYOVER_SDK_TESTS")


def require_tools() -> None:
    """Build the tools; without them fail where clients have to be tested, else skip and say so."""
    try:
        build()
    except Missing as missing:
        said = f"CLIENTS ARE NOT TESTED. {missing}"
        if any(os.environ.get(name) for name in REQUIRED_BY):
            pytest.fail(said, pytrace=False)
        pytest.skip(said)


def run(*command: str | Path, cwd: Path = ROOT, env: Mapping[str, str] | None = None) -> str:
    """Return the output of a command, which must end well and in time."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=dict(os.environ) | (env or {}),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=WITHIN_S,
        check=False,
    )
    assert done.returncode == 0, f"{command[1:3]}: {done.stdout[-6000:]}{done.stderr[-3000:]}"
    return done.stdout


def run_node(script: str, *arguments: str | Path, cwd: Path, **more: Any) -> str:
    """Run a script of the generators' packages."""
    return run(node(), MODULES / script, *arguments, cwd=cwd, **more)


def run_tool(name: str, *arguments: str | Path, **more: Any) -> str:
    """Run a command of the generators that are written in Python."""
    return run(PYTHON.parent / name, *arguments, **more)


def run_mypy(*checked: str | Path, cwd: Path) -> None:
    """Check types strictly; what Python itself and others' packages have is remembered."""
    run(PYTHON, "-m", "mypy", "--strict", "--cache-dir", HOME / "mypy", *checked, cwd=cwd)


def last_line(output: str) -> Any:
    """Return what a program told: its last line, which is JSON."""
    return json.loads(output.strip().splitlines()[-1])
