"""Reading a content file so that every fault names its path, line and field."""

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from api.platform.faults import Fault

Where = tuple[str | int, ...]
Data = dict[str, "Data"] | list["Data"] | str | int | float | bool | None

YAML_TAG = "tag:yaml.org,2002:"
# What is wrong, for those who do not read patterns: by the pattern, or by pydantic's kind of error.
MEANT = {
    r"^\S(.*\S)?$": "is empty, has more than one line, or begins or ends with a space",
    r"^[a-z0-9]+(_[a-z0-9]+)*$": "a code has small letters, digits and underscores",
    "missing": "is missing",
    "extra_forbidden": "there is no such field",
    "too_short": "has fewer than {min_length}",
    "too_long": "has more than {max_length}",
}


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
    """A file as plain data, with the line number of every field.

    `faults` are what its YAML would hide: fields that come twice, aliases, tags.
    """

    path: Path
    data: Data
    lines: dict[Where, int]
    faults: list[ContentError] = field(default_factory=list)

    def error(self, where: Where, reason: str) -> ContentError:
        """Return the error for a field; for a missing field, with the line of its parent."""
        known = where
        while known not in self.lines:
            known = known[:-1]
        field = ".".join(str(part) for part in where) or "file"
        return ContentError(self.path, self.lines[known], field, reason)

    def parse(self, model: type[C]) -> C:
        """Return the data as a model. Raises ContentError for the first fault."""
        found = self.parsed(model)
        if isinstance(found, list):
            raise found[0]
        return found

    def parsed(self, model: type[C]) -> C | list[ContentError]:
        """Return the data as a model, or everything that keeps it from being one."""
        try:
            # JSON mode is strict about types and still takes a list for a tuple.
            return model.model_validate_json(json.dumps(self.data))
        except ValidationError as invalid:
            errors = invalid.errors(include_url=False, include_input=False)
            return [
                self.error(each["loc"], _meant(each)) for each in errors if _is_own(each, errors)
            ]


def _meant(error: ErrorDetails) -> str:
    known = error.get("ctx", {})
    meant = MEANT.get(known.get("pattern", error["type"]))
    return meant.format(**known) if meant else error["msg"]


def _is_own(error: ErrorDetails, errors: list[ErrorDetails]) -> bool:
    """Tell a list that is too short from one whose parts are wrong and were not counted."""
    at = error["loc"]
    within = any(each["loc"][: len(at)] == at != each["loc"] for each in errors)
    return error["type"] != "too_short" or not within


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
    return Source(path, data, source.lines, source.faults)


class _Walk:
    """One pass over the nodes of a file: notes lines, and YAML that would hide a mistake."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.seen: set[int] = set()

    def value(self, node: yaml.Node, where: Where) -> Data:
        """Return the plain value of a node."""
        self.source.lines.setdefault(where, node.start_mark.line + 1)
        if id(node) in self.seen:
            self.refused(where, "aliases are not used here")
            return None
        self.seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, where)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*where, i)) for i, item in enumerate(node.value)]
        try:
            return SCALARS[node.tag.removeprefix(YAML_TAG)](node.value)
        except (KeyError, ValueError):
            self.refused(where, "tags are not used here")
            return None

    def mapping(self, node: yaml.MappingNode, where: Where) -> Data:
        """Return a mapping; a key that is repeated or not text is a fault."""
        found: dict[str, Data] = {}
        for key, item in node.value:
            at = (*where, str(key.value))
            first = at not in self.source.lines
            self.source.lines[at] = key.start_mark.line + 1
            if key.tag != YAML_TAG + "str":
                self.refused(at, "a field name must be text")
            if not first:
                self.refused(at, "this field comes twice")
            found[key.value] = self.value(item, at)
        return found

    def refused(self, where: Where, reason: str) -> None:
        """Note a fault."""
        self.source.faults.append(self.source.error(where, reason))
