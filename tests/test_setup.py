"""`make setup` builds the environment anew in a folder that was moved, or whose Python is gone."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.processes import ROOT
from tests.waiting import WITHIN_S

CODE = ("Makefile", "README.md", "LICENSE", "pyproject.toml", "uv.lock", "carryover.py")
FOLDERS = ("scripts", "api", "commands", "demo", "migrations", "push")
# Of the environment what tells where it stands: its scripts, and what make has noted.
BUILT = (".venv/pyvenv.cfg", ".venv/.ready", ".venv/.compiled")
BASE = Path(sys.base_prefix, "bin", f"python3.{sys.version_info.minor}")
IT_IS = "import carryover; print(carryover.__file__)"

pytestmark = pytest.mark.skipif(
    not (shutil.which("make") and (ROOT / ".tools/bin/uv").exists() and BASE.exists()),
    reason="the environment was not built by make",
)


@pytest.fixture
def moved(tmp_path: Path) -> Path:
    """The project with its environment in another folder than the one where it was built."""
    for name in FOLDERS:
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / ".venv/bin", tmp_path / ".venv/bin", symlinks=True)
    for name in (*CODE, *BUILT):
        shutil.copy2(ROOT / name, tmp_path / name)
    (tmp_path / ".tools").symlink_to(ROOT / ".tools")
    return tmp_path


def made(folder: Path, *target: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run make there, as nobody's child; nothing is compiled, because that takes half a minute."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    named = {"UV_COMPILE_BYTECODE": "0", "PYTHON": str(BASE)}
    return run(
        ["make", *target, *(f"{name}={value}" for name, value in named.items())],
        folder,
        env | variables,
    )


def run(
    command: list[str], folder: Path, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=folder,
        env=env,
        text=True,
        capture_output=True,
        timeout=WITHIN_S * 3,
        check=False,
    )


def test_a_moved_folder_is_set_up_anew_and_only_once(moved: Path) -> None:
    for target in ("setup", "test", "demo"):
        assert "uv sync" in made(moved, "-n", target).stdout, target
    # What setup has once loaded is kept; only without that the network is needed.
    done = made(moved, "setup", UV_OFFLINE="1")
    done = done if done.returncode == 0 else made(moved, "setup")
    assert done.returncode == 0, done.stderr
    found = run([str(moved / ".venv/bin/python"), "-c", IT_IS], Path("/"))
    assert found.stdout.strip() == str(moved / "carryover.py"), found.stderr
    assert run([".venv/bin/carryover", "--version"], moved).returncode == 0
    assert (moved / ".venv/bin/carryover").read_text().startswith(f"#!{moved}/")
    assert "uv sync" not in made(moved, "-n", "setup").stdout
    python = moved / ".venv/bin/python"
    python.unlink()
    python.symlink_to("/no/such/python3")
    assert "uv sync" in made(moved, "-n", "setup").stdout
