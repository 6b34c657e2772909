"""Reading a content file so that every fault names its path, line and field."""

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from api.platform.faults import Fault

Where = tuple[str | int, ...]
Data = dict[str, "Data"] | list["Data"] | str | int | float | bool | None

YAML_TAG = "tag:yaml.org,2002:"


class ContentError(Fault):
    """A content file is broken; the message names path, line and field."""

    def __init__(self, path: Path, line: int, field: str, reason: str) -> None:
        super().__init__(f"{path}:{line}: {field}: {reason}")
        self.path, self.line, self.field, self.reason = path, line, field, reason


class Content(BaseModel):
    """Base of all models of content files: strict types, no unknown fields, immutable."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)

    @cached_property
    def content_hash(self) -> str:
        """Return the SHA-256 of the canonical JSON, in hex."""
        return digest(self.model_dump(mode="json"))


C = TypeVar("C", bound=Content)


def digest(value: Any) -> str:
    """Return the SHA-256 of a JSON value: keys sorted, no spaces, UTF-8; in hex."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Source:
    """A file as plain data, with the line number of every field."""

    path: Path
    data: Data
    lines: dict[Where, int]

    def error(self, where: Where, reason: str) -> ContentError:
        """Return the error for a field; for a missing field, with the line of its parent."""
        known = where
        while known not in self.lines:
            known = known[:-1]
        field = ".".join(str(part) for part in where) or "file"
        return ContentError(self.path, self.lines[known], field, reason)

    def parse(self, model: type[C]) -> C:
        """Return the data as a model. Raises ContentError."""
        try:
            # JSON mode is strict about types and still takes a list for a tuple.
            return model.model_validate_json(json.dumps(self.data))
        except ValidationError as invalid:
            first = invalid.errors(include_url=False, include_input=False)[0]
            raise self.error(first["loc"], first["msg"]) from None


class _Loader(yaml.CSafeLoader):
    """A YAML loader that reads plain scalars as JSON would: `no` and `10:30` stay text."""

    yaml_implicit_resolvers = {}


for _tag, _pattern in (
    ("null", r"^null$"),
    ("bool", r"^(true|false)$"),
    ("int", r"^-?(0|[1-9][0-9]{0,8})$"),
    ("float", r"^-?(0|[1-9][0-9]{0,8})\.[0-9]{1,9}$"),
):
    _Loader.add_implicit_resolver(YAML_TAG + _tag, re.compile(_pattern), None)

SCALARS: dict[str, Callable[[str], Data]] = {
    "null": lambda _: None,
    "bool": lambda text: text == "true",
    "int": int,
    "float": float,
    "str": str,
}


def read(path: Path) -> Source:
    """Return a file as data with its line numbers. Raises ContentError."""
    try:
        node = yaml.compose(path.read_text("utf-8"), Loader=_Loader)
    except yaml.MarkedYAMLError as broken:
        line = broken.problem_mark.line + 1 if broken.problem_mark else 1
        raise ContentError(path, line, "file", broken.problem or "not YAML") from None
    except (yaml.YAMLError, UnicodeDecodeError):
        raise ContentError(path, 1, "file", "not YAML in UTF-8") from None
    if not isinstance(node, yaml.MappingNode):
        raise ContentError(path, 1, "file", "no fields")
    source = Source(path, {}, {})
    data = _Walk(source).value(node, ())
    return Source(path, data, source.lines)


class _Walk:
    """One pass over the nodes of a file: notes lines, refuses YAML that would hide a mistake."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.seen: set[int] = set()

    def value(self, node: yaml.Node, where: Where) -> Data:
        """Return the plain value of a node."""
        self.source.lines.setdefault(where, node.start_mark.line + 1)
        if id(node) in self.seen:
            raise self.source.error(where, "aliases are not used here")
        self.seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, where)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*where, i)) for i, item in enumerate(node.value)]
        try:
            return SCALARS[node.tag.removeprefix(YAML_TAG)](node.value)
        except (KeyError, ValueError):
            raise self.source.error(where, "tags are not used here") from None

    def mapping(self, node: yaml.MappingNode, where: Where) -> Data:
        """Return a mapping; a key that is repeated or not text is refused."""
        found: dict[str, Data] = {}
        for key, item in node.value:
            at = (*where, str(key.value))
            first = at not in self.source.lines
            self.source.lines[at] = key.start_mark.line + 1
            if key.tag != YAML_TAG + "str":
                raise self.source.error(at, "a field name must be text")
            if not first:
                raise self.source.error(at, "this field comes twice")
            found[key.value] = self.value(item, at)
        return found
