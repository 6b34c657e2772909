"""Where a body can hold text that a person chose, read from the API's description."""

import copy
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]
# What makes a text one of few, or of a form: no free text.
BOUND = {"enum", "const", "format", "pattern"}
# Names of texts that are looked up or compared, so that a made-up one is refused.
LOOKED_UP = {
    *("code", "refresh_token", "id_token", "plan_token", "proof", "cursor", "current_password"),
    *("timezone", "locale", "kind", "id", "etag"),
    # What a phone is reached by: it is sent to Firebase, and to nobody else.
    "value",
}
READ_ONLY = "Read-only:"
Path = tuple[str, ...]


def free_texts(schema: Json, schemas: Json, seen: tuple[str, ...] = ()) -> Iterator[Path]:
    """Yield the path of each field that may hold any text; a list is entered by its first item."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        if name not in seen:
            yield from free_texts(schemas[name], schemas, (*seen, name))
        return
    if READ_ONLY in schema.get("description", ""):
        return
    if schema.get("type") == "string" and not BOUND & schema.keys():
        yield ()
    for name, field in schema.get("properties", {}).items():
        if name not in LOOKED_UP:
            yield from ((name, *rest) for rest in free_texts(field, schemas, seen))
    for each in (*schema.get("anyOf", ()), *schema.get("allOf", ())):
        yield from free_texts(each, schemas, seen)


def body_schema(operation: Json) -> Json | None:
    """Return the schema of an operation's body, None if it has none."""
    content = operation.get("requestBody", {}).get("content", {})
    found: Json | None = content.get("application/json", {}).get("schema")
    return found


def field_names(operation: Json, schemas: Json) -> list[str]:
    """Return the names of the fields of an operation's body, which may be left out as a whole."""
    schema = body_schema(operation) or {}
    named = [each.get("$ref", "") for each in (schema, *schema.get("anyOf", ()))]
    models = [schemas[each.rpartition("/")[2]] for each in named if each]
    return [name for model in models for name in model["properties"]]


def filled(body: Json, paths: list[Path], text: str) -> Json:
    """Return a body with a text at each of these paths, and what is in the way left out."""
    made = copy.deepcopy(body)
    for *outer, last in paths:
        place = made
        for name in outer:
            if not isinstance(place.get(name), dict):
                place[name] = {}
            place = place[name]
        place[last] = text
    return made


def replaced(value: Any, words: dict[str, str]) -> Any:
    """Return a value with some texts replaced, wherever they stand."""
    if isinstance(value, dict):
        return {name: replaced(each, words) for name, each in value.items()}
    if isinstance(value, list):
        return [replaced(each, words) for each in value]
    return words.get(value, value) if isinstance(value, str) else value
