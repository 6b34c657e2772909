# ruff: noqa: S603
"""Write `app/vendor/carryover-client`: the SDK in TypeScript, as the client's app loads it.

Types are taken off, and nothing is bundled. Left out is the queue: the app has its own, which
several tabs share.
"""

import json
import re
import subprocess
from pathlib import Path

from scripts.sdk_tools import MODULES, ROOT, TYPESCRIPT, build, node

HOME = ROOT / "app/vendor/carryover-client"
NAMES = ("client", "index", "problems", "retries", "sending", "signing", "tokens")
QUEUE = re.compile(r'^export \{[^}]*\} from "\./queue\.js";\n', re.MULTILINE)
PROGRAM = """
import { readFileSync } from "node:fs";
import ts from "typescript";
const compilerOptions = {
  target: "es2023", module: "esnext", rewriteRelativeImportExtensions: true,
};
const text = (name) => ts.transpileModule(readFileSync(name, "utf8"), { compilerOptions });
console.log(JSON.stringify(process.argv.slice(1).map((name) => text(name).outputText)));
"""


def main() -> None:
    """Write the files."""
    build()
    for name, text in compiled().items():
        (HOME / name).write_text(text)


def compiled() -> dict[str, str]:
    """Return the text of each file by its name. It needs the tools of `build`."""
    sources = [TYPESCRIPT / f"src/{name}.ts" for name in NAMES]
    texts = [_adapted(text) for text in _without_types(sources)]
    return {f"{name}.js": text for name, text in zip(NAMES, texts, strict=True)}


def _without_types(sources: list[Path]) -> list[str]:
    command = (node(), "--input-type=module", "--eval", PROGRAM, *sources)
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=MODULES)
    told: list[str] = json.loads(done.stdout)
    return told


def _adapted(text: str) -> str:
    return QUEUE.sub("", text).replace('from "openapi-fetch"', 'from "../openapi-fetch.js"')


if __name__ == "__main__":
    main()
