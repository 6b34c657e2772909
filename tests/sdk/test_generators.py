"""What phone developers generate from the description compiles strictly and talks to the server.

Each client signs in, reads today, sends a check-in with an instant that has an offset, and is
refused. The versions are locked in `npm/package-lock.json` and in `requirements.txt`.
"""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scripts.sdk_tools import GENERATORS, PYTHON, node
from tests.sdk.conftest import Signed
from tests.sdk.tools import DOCUMENT, PROGRAMS, last_line, run, run_node, run_tool

pytestmark = [pytest.mark.usefixtures("tools"), pytest.mark.xdist_group("sdk")]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as of an app that has the generators' packages."""
    (tmp_path / "node_modules").symlink_to(GENERATORS / "node_modules")
    for name in ("told.ts", "tsconfig.json"):
        shutil.copy(PROGRAMS / name, tmp_path / name)
    return tmp_path


def openapi_typescript(folder: Path, env: dict[str, str]) -> None:
    run_node("openapi-typescript/bin/cli.js", DOCUMENT, "-o", "schema.d.ts", cwd=folder)


def hey_api(folder: Path, env: dict[str, str]) -> None:
    config = ("--file", PROGRAMS / "hey_api.config.mjs", "--no-log-file")
    run_node("@hey-api/openapi-ts/bin/run.js", *config, cwd=folder, env=env)


def orval(folder: Path, env: dict[str, str]) -> None:
    shutil.copy(PROGRAMS / "orval.config.mjs", folder)
    config = ("--config", "orval.config.mjs")
    run_node("orval/dist/bin/orval.mjs", *config, cwd=folder, env=env)


def swagger_typescript_api(folder: Path, env: dict[str, str]) -> None:
    where = ("-p", DOCUMENT, "-o", "swagger_typescript_api", "-n", "api.ts", "--silent")
    run_node("swagger-typescript-api/dist/cli.mjs", "generate", *where, cwd=folder)


Generate = Callable[[Path, dict[str, str]], None]
IN_TYPESCRIPT: dict[str, Generate] = {
    "openapi_fetch": openapi_typescript,
    "hey_api": hey_api,
    "orval": orval,
    "swagger_typescript_api": swagger_typescript_api,
}


@pytest.mark.parametrize("name", IN_TYPESCRIPT)
def test_a_client_in_typescript_compiles_strictly_and_calls_the_server(name, folder, ana):
    env = ana.env() | {"API_DOCUMENT": str(DOCUMENT)}
    shutil.copy(PROGRAMS / f"{name}.ts", folder)
    IN_TYPESCRIPT[name](folder, env)
    run_node("typescript7/bin/tsc", "-p", "tsconfig.json", cwd=folder)
    bundle = ("--bundle", "--platform=node", "--format=esm", "--outfile=program.mjs")
    run_node("esbuild/bin/esbuild", f"{name}.ts", *bundle, cwd=folder)
    expect_told(run(node(), "program.mjs", cwd=folder, env=env), env)


def test_openapi_python_client_passes_mypy_and_calls_the_server(tmp_path: Path, ana: Signed):
    out = ("--path", DOCUMENT, "--meta", "none", "--output-path", tmp_path / "opc")
    said = run_tool("openapi-python-client", "generate", *out)
    # It leaves out what it does not understand, with a warning and exit status 0.
    assert "WARNING" not in said.upper(), said
    check_and_run("openapi_python_client", tmp_path, ana)


def test_datamodel_code_generator_passes_mypy_and_calls_the_server(tmp_path: Path, ana: Signed):
    kind = ("--input-file-type", "openapi", "--output-model-type", "pydantic_v2.BaseModel")
    how = (
        "--target-python-version",
        "3.11",
        "--use-standard-collections",
        "--formatters",
        "builtin",
    )
    out = ("--input", DOCUMENT, "--output", tmp_path / "models.py")
    run_tool("datamodel-codegen", *kind, *how, "--use-union-operator", "--use-annotated", *out)
    check_and_run("datamodel_code_generator", tmp_path, ana)


def check_and_run(name: str, folder: Path, ana: Signed) -> None:
    """Check a program in Python with all that was made for it, then run it."""
    shutil.copy(PROGRAMS / f"{name}.py", folder)
    strictly = ("--strict", "--no-incremental", "--cache-dir", "/dev/null")
    run(PYTHON, "-m", "mypy", *strictly, f"{name}.py", cwd=folder)
    env = ana.env()
    expect_told(run(PYTHON, f"{name}.py", cwd=folder, env=env), env)


def expect_told(output: str, env: dict[str, str]) -> None:
    """Expect what each program has to have seen, whatever language it is in."""
    recorded = datetime.fromisoformat(env["API_RECORDED_AT"]).astimezone(UTC)
    assert recorded.utcoffset() != datetime.fromisoformat(env["API_RECORDED_AT"]).utcoffset()
    assert last_line(output) == {
        "exercises": ["chin-tuck"],
        "recordedAt": recorded.isoformat().replace("+00:00", "Z"),
        "painAverage": 4,
        "painWorst": None,
        "problem": "invalid",
        "pointer": "/pain_average",
    }
