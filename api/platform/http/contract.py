"""What the description of the API tells besides its shapes: words, problem codes and examples.

Client generators and phone developers read it, the API itself does not. The words are content.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from api.platform.http.errors import MEDIA_TYPE
from api.platform.http.fields import default_in_words

Json = dict[str, Any]
EXAMPLES = "#/components/examples/"
CHANGE = "change"
OF_A_CHANGE = "ChangeProblem"
# What a description may consist of that pydantic or we wrote, and which says nothing of the field.
BARE = ("Left out, it is", "Read-only:")
NULL = re.compile(r"; null [^.]*\.")
SERVERS = [
    {"url": "/", "description": "Where this description came from."},
    {"url": "http://127.0.0.1:8000", "description": "`make demo`, on this machine."},
]
LICENCE = {"name": "Apache-2.0", "identifier": "Apache-2.0"}


@dataclass(frozen=True, slots=True)
class Refusal:
    """A problem code; `by` are the kinds of `GIVEN` and the ids of operations that can give it.

    `CHANGE` among them says that a change within a batch can be refused with it. `do` says what an
    app does about it.
    """

    status: int
    title: str
    do: str
    by: frozenset[str]
    retryable: bool
    errors: tuple[Json, ...] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """What the description tells: of fields, of problem codes, and an answer of each operation."""

    fields: Mapping[str, str]
    parameters: Mapping[str, str]
    refusals: Mapping[str, Refusal]
    answers: Mapping[str, Any]


def _parameter(operation: Json, name: str) -> bool:
    return any(each["name"] == name for each in operation.get("parameters", ()))


def _described(status: int) -> Callable[[Json], bool]:
    return lambda operation: str(status) in operation["responses"]


# By kind: which operations can give a code.
GIVEN: dict[str, Callable[[Json], bool]] = {
    "everyone": lambda _: True,
    "signed_in": lambda operation: "security" in operation,
    "role": _described(HTTPStatus.FORBIDDEN),
    "record": _described(HTTPStatus.NOT_FOUND),
    "edit": _described(HTTPStatus.PRECONDITION_FAILED),
    "attempts": _described(HTTPStatus.TOO_MANY_REQUESTS),
    "input": _described(HTTPStatus.UNPROCESSABLE_ENTITY),
    "body": lambda operation: "requestBody" in operation,
    "page": lambda operation: _parameter(operation, "cursor"),
    "repeatable": lambda operation: _parameter(operation, "Idempotency-Key"),
}


def tell(document: Json, words: Words) -> None:
    """Add to a description what it tells in words and by example."""
    document["servers"] = SERVERS
    document["info"]["license"] = LICENCE
    schemas = document["components"]["schemas"]
    for name, schema in schemas.items():
        _drop_titles(schema.get("properties"))
        _tell_fields(name, schema, words.fields)
        if "examples" in schema:
            schema["examples"] = [_whole(each, schema, schemas) for each in schema["examples"]]
    _tell_changes(schemas[OF_A_CHANGE]["properties"]["code"], words.refusals)
    _drop_titles(document["paths"])
    for operation in _operations(document):
        _tell_parameters(operation, words.parameters)
        _tell_refusals(operation, words.refusals)
        _show_answer(operation, words.answers)
        # That nobody has to sign in is said, not left to be concluded.
        operation.setdefault("security", [])
    used = json.dumps(document["paths"])
    document["components"]["examples"] = {
        name: each for name, each in _examples(words.refusals) if f'"{EXAMPLES}{name}"' in used
    }


def _operations(document: Json) -> Iterator[Json]:
    for methods in document["paths"].values():
        yield from methods.values()


def is_nullable(schema: Json) -> bool:
    """Tell whether a field may be null."""
    return any(each.get("type") == "null" for each in (schema, *schema.get("anyOf", ())))


def _drop_titles(part: Any) -> None:
    """Drop the titles of what is no model: generators that name by them would mix up models."""
    for value in (
        part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    ):
        if isinstance(value, dict) and isinstance(value.get("title"), str):
            del value["title"]
        _drop_titles(value)


def _tell_fields(name: str, schema: Json, fields: Mapping[str, str]) -> None:
    for field, described in schema.get("properties", {}).items():
        said = described.get("description", "")
        if not said or said.startswith(BARE):
            words = fields.get(f"{name}.{field}") or fields.get(field, "")
            if not is_nullable(described):
                words = NULL.sub(".", words)
            described["description"] = f"{words} {said}".strip()


def _tell_parameters(operation: Json, parameters: Mapping[str, str]) -> None:
    """Describe the parameters; a default is told in words, or generated clients would send it."""
    for parameter in operation.get("parameters", ()):
        name = parameter["name"]
        words = parameters.get(f"{operation['operationId']}.{name}") or parameters.get(name, "")
        said = parameter.get("description") or words
        default = default_in_words(parameter["schema"].pop("default", None))
        parameter["description"] = f"{said} {default}".strip()


def _examples(refusals: Mapping[str, Refusal]) -> Iterator[tuple[str, Json]]:
    """Yield an example of each problem code, as it is given and as uploads give it."""
    for code, refusal in refusals.items():
        body = {
            "type": f"/problems/{code}",
            "title": refusal.title,
            "status": refusal.status,
            "code": code,
            "errors": list(refusal.errors),
            "request_id": "01980d0e-5a3c-7c1e-9d51-3f0a6b1c2d4e",
            "retryable": refusal.retryable,
        }
        said = {"summary": refusal.title, "description": refusal.do}
        yield code, said | {"value": body}
        body = body | {"server_time": "2026-03-02T08:00:00.000Z"}
        yield f"upload.{code}", said | {"value": body}


def _tell_refusals(operation: Json, refusals: Mapping[str, Refusal]) -> None:
    """List the codes of each status; what can come of any operation stands under `default`."""
    responses = operation["responses"]
    for code, refusal in refusals.items():
        if _gives(operation, refusal):
            response = responses.get(str(refusal.status), responses["default"])
            content = response["content"][MEDIA_TYPE]
            uploads = content["schema"]["$ref"].endswith("UploadProblem")
            example = {"$ref": f"{EXAMPLES}{'upload.' if uploads else ''}{code}"}
            content.setdefault("examples", {})[code] = example
    for response in responses.values():
        codes = response.get("content", {}).get(MEDIA_TYPE, {}).get("examples")
        if codes:
            response["description"] += f" Codes: {', '.join(sorted(codes))}."


def _tell_changes(code: Json, refusals: Mapping[str, Refusal]) -> None:
    """List the codes with which a change within a batch can be refused, and what to do at each."""
    found = {name: each.do for name, each in refusals.items() if CHANGE in each.by}
    code["examples"] = list(found)
    code["description"] += "".join(f"\n- `{name}`: {do}" for name, do in found.items())


def _gives(operation: Json, refusal: Refusal) -> bool:
    kinds = (GIVEN[kind] for kind in refusal.by & GIVEN.keys())
    return operation["operationId"] in refusal.by or any(gives(operation) for gives in kinds)


def _show_answer(operation: Json, answers: Mapping[str, Any]) -> None:
    for status, response in operation["responses"].items():
        if status.startswith("2") and operation["operationId"] in answers:
            for content in response.get("content", {}).values():
                content["example"] = answers[operation["operationId"]]


def _whole(example: Any, schema: Json, schemas: Json) -> Any:
    """Return an example of a schema with its nulls, which FastAPI drops from what it describes."""
    schema = schemas.get(schema.get("$ref", "").rpartition("/")[2], schema)
    if isinstance(example, list):
        return [_whole(each, schema.get("items", {}), schemas) for each in example]
    if not isinstance(example, dict):
        return example
    fields = schema.get("properties", {})
    missing = dict.fromkeys(name for name in schema.get("required", ()) if name not in example)
    return {
        name: _whole(each, fields.get(name, {}), schemas) for name, each in example.items()
    } | missing
