"""The SDK in TypeScript: its types are of this description, it compiles strictly, and it works."""

import json
import shutil
from pathlib import Path

import pytest

from scripts.sdk_tools import MODULES, TYPESCRIPT, node
from tests.sdk.conftest import Signed
from tests.sdk.tools import DOCUMENT, run, run_node

pytestmark = pytest.mark.usefixtures("tools")


def test_its_types_are_those_of_the_committed_description(tmp_path: Path):
    fresh = tmp_path / "schema.ts"
    run_node("openapi-typescript/bin/cli.js", DOCUMENT, "-o", fresh, cwd=TYPESCRIPT)
    assert fresh.read_text() == (TYPESCRIPT / "src/schema.ts").read_text(), "run `make sdk`"


def test_it_compiles_strictly_with_its_tests():
    run_node("typescript7/bin/tsc", "-p", "tsconfig.json", cwd=TYPESCRIPT)


def test_what_is_published_is_what_an_app_can_use(tmp_path: Path):
    """It is built, put where npm would put it, and imported by its name, types and all.

    By the compiler of most apps, which is older than the one that built it.
    """
    package = json.loads((TYPESCRIPT / "package.json").read_text())
    home = tmp_path / "node_modules" / package["name"]
    build = ("-p", "tsconfig.build.json", "--outDir", home / "dist")
    run_node("typescript7/bin/tsc", *build, cwd=TYPESCRIPT)
    shutil.copy(TYPESCRIPT / "package.json", home)
    for name in package["dependencies"]:
        (tmp_path / "node_modules" / name).symlink_to(MODULES / name)
    (tmp_path / "node_modules/openapi-typescript-helpers").symlink_to(
        MODULES / "openapi-typescript-helpers"
    )
    (tmp_path / "package.json").write_text('{"type": "module"}')
    (tmp_path / "app.ts").write_text(APP)
    how = ("--strict", "--module", "nodenext", "--target", "es2022", "--noEmit")
    how += ("--lib", "es2022,dom,dom.iterable", "app.ts")
    run_node("typescript/bin/tsc", *how, cwd=tmp_path)
    assert run(node(), "app.ts", cwd=tmp_path) == "Offline function\n"


APP = """
import { Offline, type components, connect } from "carryover-client";

export const today = (t: components["schemas"]["TodayOut"]): string => t.on;
console.log(Offline.name, typeof connect({ baseUrl: "http://127.0.0.1:1" }).GET);
"""


def test_it_is_right_on_bad_networks_and_with_a_running_server(ana: Signed):
    tests = sorted((TYPESCRIPT / "test").glob("*.test.ts"))
    assert {test.name.split(".")[0] for test in tests} == {"networks", "queue", "server"}
    run(node(), "--test", *tests, cwd=TYPESCRIPT, env=ana.env())
