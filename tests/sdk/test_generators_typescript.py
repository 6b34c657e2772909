"""What generators make for TypeScript compiles strictly and talks to the server.

The versions are locked in `npm/package-lock.json`.
"""

import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2
import pytest

from scripts.sdk_tools import MODULES, node
from tests.sdk.conftest import expect_told, signed
from tests.sdk.tools import DOCUMENT, PROGRAMS, run, run_node

pytestmark = pytest.mark.usefixtures("tools")
Env = dict[str, str]
AT_ONCE = 2


def openapi_typescript(folder: Path, env: Env) -> None:
    run_node("openapi-typescript/bin/cli.js", DOCUMENT, "-o", "schema.d.ts", cwd=folder)


def hey_api(folder: Path, env: Env) -> None:
    config = ("--file", PROGRAMS / "hey_api.config.mjs", "--no-log-file")
    run_node("@hey-api/openapi-ts/bin/run.js", *config, cwd=folder, env=env)


def orval(folder: Path, env: Env) -> None:
    shutil.copy(PROGRAMS / "orval.config.mjs", folder)
    config = ("--config", "orval.config.mjs")
    run_node("orval/dist/bin/orval.mjs", *config, cwd=folder, env=env)


def swagger_typescript_api(folder: Path, env: Env) -> None:
    where = ("-p", DOCUMENT, "-o", "swagger_typescript_api", "-n", "api.ts", "--silent")
    run_node("swagger-typescript-api/dist/cli.mjs", "generate", *where, cwd=folder)


GENERATE: dict[str, Callable[[Path, Env], None]] = {
    "openapi_fetch": openapi_typescript,
    "hey_api": hey_api,
    "orval": orval,
    "swagger_typescript_api": swagger_typescript_api,
}


def test_each_client_compiles_strictly_and_calls_the_server(tmp_path: Path, server: httpx2.Client):
    """All in one app, so that it is compiled once."""
    (tmp_path / "node_modules").symlink_to(MODULES)
    for name in ("told.ts", "tsconfig.json", *(f"{name}.ts" for name in GENERATE)):
        shutil.copy(PROGRAMS / name, tmp_path / name)
    env = {"API_DOCUMENT": str(DOCUMENT), "API_URL": str(server.base_url).rstrip("/")}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(lambda generate: generate(tmp_path, env), GENERATE.values()))
    run_node("typescript7/bin/tsc", "-p", "tsconfig.json", cwd=tmp_path)
    bundled = ("--bundle", "--platform=node", "--format=esm", "--out-extension:.js=.mjs")
    programs = [f"{name}.ts" for name in GENERATE]
    run_node("esbuild/bin/esbuild", *programs, *bundled, "--outdir=built", cwd=tmp_path)
    for name in GENERATE:
        told = signed(server).env()
        expect_told(run(node(), f"built/{name}.mjs", cwd=tmp_path, env=told), told)
