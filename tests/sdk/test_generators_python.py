"""What generators make for Python passes mypy strictly and talks to the server.

The versions are locked in `requirements.txt`.
"""

import shutil
from pathlib import Path

import pytest

from scripts.sdk_tools import PYTHON
from tests.sdk.conftest import Signed, expect_told
from tests.sdk.tools import DOCUMENT, PROGRAMS, run, run_mypy, run_tool

pytestmark = [pytest.mark.usefixtures("tools"), pytest.mark.xdist_group("sdk-python")]
MODELS = (
    "--input-file-type openapi --output-model-type pydantic_v2.BaseModel"
    " --target-python-version 3.11 --use-standard-collections --use-union-operator"
    " --use-annotated --formatters builtin"
)


def test_openapi_python_client_passes_mypy_and_calls_the_server(tmp_path: Path, ana: Signed):
    out = ("--path", DOCUMENT, "--meta", "none", "--output-path", tmp_path / "opc")
    said = run_tool("openapi-python-client", "generate", *out)
    # It leaves out what it does not understand, with a warning and exit status 0.
    assert "WARNING" not in said.upper(), said
    check_and_run("openapi_python_client", tmp_path, ana)


def test_datamodel_code_generator_passes_mypy_and_calls_the_server(tmp_path: Path, ana: Signed):
    out = ("--input", DOCUMENT, "--output", tmp_path / "models.py")
    run_tool("datamodel-codegen", *MODELS.split(), *out)
    check_and_run("datamodel_code_generator", tmp_path, ana)


def check_and_run(name: str, folder: Path, ana: Signed) -> None:
    """Check a program with all that was made for it, then run it."""
    shutil.copy(PROGRAMS / f"{name}.py", folder)
    run_mypy(f"{name}.py", cwd=folder)
    env = ana.env()
    expect_told(run(PYTHON, f"{name}.py", cwd=folder, env=env), env)
