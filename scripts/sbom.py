# ruff: noqa: S603
"""Write what a release consists of into dist/sbom.cdx.json, as CycloneDX (`make sbom`).

The packages are those of `uv.lock` that production has, PDFs included, with the digests of their
files; beside them stands what lies in this repository and was made by others.
"""

import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "dist" / "sbom.cdx.json"
COMMAND = (
    *("export", "--quiet", "--locked", "--no-dev", "--all-extras"),
    *("--format", "cyclonedx1.5", "--preview-features", "sbom-export"),
)
HTMX = ROOT / "api/pages/static/htmx.min.js"
SWAGGER = ROOT / "api/operations/swagger_ui"


def main() -> None:
    """Write the list, and say where it is."""
    document = locked()
    document["components"] += lent()
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(json.dumps(document, indent=1) + "\n")
    sys.stdout.write(f"{FILE.relative_to(ROOT)}: {len(document['components'])} components\n")


def locked() -> dict[str, Any]:
    """Return the list of the locked packages, as uv makes it."""
    command = [ROOT / ".tools/bin/uv", *COMMAND]
    told = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    found: dict[str, Any] = json.loads(told)
    return found


def lent() -> list[dict[str, Any]]:
    """Return what others made and we keep a copy of."""
    htmx = _first(r'version:"([0-9.]+)"', HTMX)
    swagger = _first(r"`swagger-ui-dist` ([0-9.]+) of", SWAGGER / "README.md")
    return [
        _component("htmx.org", htmx, "0BSD", HTMX),
        _component("swagger-ui-dist", swagger, "Apache-2.0", SWAGGER / "swagger-ui-bundle.js"),
    ]


def _component(name: str, version: str, licence: str, file: Path) -> dict[str, Any]:
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    return {
        "type": "library",
        "bom-ref": f"{name}@{version}",
        "name": name,
        "version": version,
        "purl": f"pkg:npm/{name}@{version}",
        "licenses": [{"license": {"id": licence}}],
        "hashes": [{"alg": "SHA-256", "content": digest}],
    }


def _first(pattern: str, file: Path) -> str:
    found = re.search(pattern, file.read_text())
    if found is None:
        raise ValueError(f"{file.name} no longer says its version")
    return found[1]


if __name__ == "__main__":
    main()
