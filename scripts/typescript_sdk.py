# ruff: noqa: S603
"""Write the generated types of the SDK in TypeScript."""

import subprocess

from scripts.sdk_tools import MODULES, ROOT, TYPESCRIPT, build, node

DOCUMENT = ROOT / "docs/reference/openapi.json"


def main() -> None:
    """Write `src/schema.ts`."""
    build()
    generator = MODULES / "openapi-typescript/bin/cli.js"
    command = (node(), generator, DOCUMENT, "-o", "src/schema.ts")
    subprocess.run(command, check=True, capture_output=True, cwd=TYPESCRIPT)


if __name__ == "__main__":
    main()
