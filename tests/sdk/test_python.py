"""The SDK in Python: made from this description, strictly typed, and it works."""

from pathlib import Path

import pytest

from scripts.sdk_tools import PYTHON
from tests.processes import ROOT
from tests.sdk.conftest import Signed
from tests.sdk.tools import run, run_mypy

pytestmark = pytest.mark.usefixtures("tools")
SDK = ROOT / "sdk/python"


def test_what_is_generated_is_of_the_committed_description(tmp_path: Path):
    run(ROOT / ".venv/bin/python", "-m", "scripts.python_sdk", tmp_path)
    for name in ("models.py", "operations.py"):
        committed = (SDK / "carryover_client" / name).read_text()
        assert (tmp_path / name).read_text() == committed, "run `make sdk`"


def test_it_passes_mypy_strictly_with_its_tests():
    run_mypy("carryover_client", "tests", cwd=SDK)


def test_it_is_right_on_bad_networks_and_with_a_running_server(ana: Signed):
    env = ana.env() | {"PYTHONPATH": str(SDK), "PYTHONDONTWRITEBYTECODE": "1"}
    run(PYTHON, "-W", "error", "-m", "unittest", "discover", "-s", "tests", cwd=SDK, env=env)
