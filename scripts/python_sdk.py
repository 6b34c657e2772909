# ruff: noqa: S603
"""Write the generated modules of the SDK in Python: its types, and a method for each operation.

The types are made by datamodel-code-generator. `python -m scripts.python_sdk [FOLDER]`.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scripts.sdk_tools import PYTHON, ROOT, build

DOCUMENT = ROOT / "docs/reference/openapi.json"
PACKAGE = ROOT / "sdk/python/carryover_client"
Json = dict[str, Any]
TYPES = {"string": "str", "integer": "int", "number": "float", "boolean": "bool"}
HOW = (
    "--input-file-type openapi --output-model-type typing.TypedDict --target-python-version 3.11"
    " --use-standard-collections --use-union-operator --enum-field-as-literal all"
    " --disable-timestamp --formatters builtin"
)
HEAD = '''"""A method for each operation of the API. Written by `make sdk`."""

# ruff: noqa
from typing import Any, Literal

from carryover_client import models


class Operations:
    """What can be asked of the API; `call` sends it."""

    def call(
        self,
        method: str,
        path: str,
        *,
        query: dict[str, Any] | None = None,
        headers: dict[str, str | None] | None = None,
        body: Any = None,
    ) -> Any:
        """Send a request and return what its answer holds."""
        raise NotImplementedError
'''


def main(folder: Path) -> None:
    """Write both modules into a folder."""
    build()
    models = folder / "models.py"
    command = (PYTHON.parent / "datamodel-codegen", "--input", DOCUMENT, "--output", models)
    subprocess.run([*command, *HOW.split()], check=True, capture_output=True, cwd=ROOT)
    # Type checkers do not know closed ones yet; what is unknown is refused by the server.
    models.write_text("# ruff: noqa\n" + models.read_text().replace(", closed=True", ""))
    document = json.loads(DOCUMENT.read_text())
    found = [
        written(method, path, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]
    (folder / "operations.py").write_text(HEAD + "".join(sorted(found)))


def written(method: str, path: str, operation: Json) -> str:
    """Return the method of an operation."""
    parameters = operation.get("parameters", [])
    places = [p for p in parameters if p["in"] == "path"]
    named = sorted((p for p in parameters if p["in"] != "path"), key=lambda p: not p["required"])
    takes = ["self", *(f"{name_of(p)}: {type_of(p['schema'])}" for p in places)]
    takes += list(body_of(operation))
    takes += ["*"] if named else []
    takes += [f"{name_of(p)}: {optional(p)}" for p in named]
    sends = [f'"{method.upper()}"', f'f"{_path(path, places)}"' if places else f'"{path}"']
    for kind, keyword in (("query", "query"), ("header", "headers")):
        items = [f'"{p["name"]}": {name_of(p)}' for p in named if p["in"] == kind]
        sends += [f"{keyword}={{{', '.join(items)}}}"] if items else []
    sends += ["body=body"] if "requestBody" in operation else []
    answer = answer_of(operation)
    words = operation["description"].replace("\\", "\\\\").replace("\n", "\n        ").strip()
    kept = f"found: {answer} = " if answer != "None" else ""
    back = "\n        return found" if kept else ""
    return (
        f"\n    def {operation['operationId']}({', '.join(takes)}) -> {answer}:\n"
        f'        """{words}"""\n'
        f"        {kept}self.call({', '.join(sends)}){back}\n"
    )


def _path(path: str, places: list[Json]) -> str:
    for place in places:
        path = path.replace(f"{{{place['name']}}}", f"{{{name_of(place)}}}")
    return path


def name_of(parameter: Json) -> str:
    """Return what a parameter is called in Python."""
    name = str(parameter["name"]).lower().replace("-", "_")
    return f"{name}_" if name == "from" else name


def optional(parameter: Json) -> str:
    """Return the type of a named parameter, which is None where it may be left out."""
    kind = type_of(parameter["schema"])
    return kind if parameter["required"] else f"{kind.removesuffix(' | None')} | None = None"


def type_of(schema: Json) -> str:
    """Return the type of a schema."""
    if "$ref" in schema:
        return f"models.{schema['$ref'].rpartition('/')[2]}"
    if "anyOf" in schema:
        return " | ".join(dict.fromkeys(type_of(each) for each in schema["anyOf"]))
    if "enum" in schema:
        return f"Literal[{', '.join(json.dumps(each) for each in schema['enum'])}]"
    if schema.get("type") == "array":
        return f"list[{type_of(schema['items'])}]"
    if schema.get("format") == "binary":
        return "bytes"
    return "None" if schema["type"] == "null" else TYPES[schema["type"]]


def body_of(operation: Json) -> Iterator[str]:
    """Yield the body's parameter, where there is a body."""
    if "requestBody" in operation:
        kind = type_of(operation["requestBody"]["content"]["application/json"]["schema"])
        yield f"body: {kind}" + (" = None" if kind.endswith("None") else "")


def answer_of(operation: Json) -> str:
    """Return the type of what a good answer holds."""
    for status, response in operation["responses"].items():
        if status.startswith("2") and "content" in response:
            (content,) = response["content"].values()
            return type_of(content["schema"])
    return "None"


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else PACKAGE)
