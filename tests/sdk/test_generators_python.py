"""What generators make for Python passes mypy strictly and talks to the server.

The versions are locked in `requirements.txt`.
"""

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2
import pytest

from scripts.sdk_tools import PYTHON
from tests.sdk.conftest import expect_told, signed
from tests.sdk.tools import DOCUMENT, PROGRAMS, run, run_mypy, run_tool

pytestmark = pytest.mark.usefixtures("tools")
MODELS = (
    "--input-file-type openapi --output-model-type pydantic_v2.BaseModel"
    " --target-python-version 3.11 --use-standard-collections --use-union-operator"
    " --use-annotated --formatters builtin"
)


def openapi_python_client(folder: Path) -> None:
    out = ("--path", DOCUMENT, "--meta", "none", "--output-path", folder / "opc")
    said = run_tool("openapi-python-client", "generate", *out)
    # It leaves out what it does not understand, with a warning and exit status 0.
    assert "WARNING" not in said.upper(), said


def datamodel_code_generator(folder: Path) -> None:
    out = ("--input", DOCUMENT, "--output", folder / "models.py")
    run_tool("datamodel-codegen", *MODELS.split(), *out)


GENERATE = (openapi_python_client, datamodel_code_generator)


def test_each_client_passes_mypy_and_calls_the_server(tmp_path: Path, server: httpx2.Client):
    """Each program is checked with all that was made for it, then run."""
    programs = [f"{generate.__name__}.py" for generate in GENERATE]
    for program in programs:
        shutil.copy(PROGRAMS / program, tmp_path)
    with ThreadPoolExecutor(len(GENERATE)) as pool:
        list(pool.map(lambda generate: generate(tmp_path), GENERATE))
    run_mypy(*programs, cwd=tmp_path)
    for program in programs:
        told = signed(server).env()
        expect_told(run(PYTHON, program, cwd=tmp_path, env=told), told)
