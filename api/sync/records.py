"""A record that a phone has, with the mark by which it is told whether it is still the same."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from pydantic import BaseModel

# To be raised whenever a body is shaped anew: then all that phones have is told again.
SHAPE = 1


@dataclass(frozen=True, slots=True)
class Record:
    """`mark` is the same only for the same body, which is made where it is told."""

    kind: str
    id: str
    mark: str
    make: Callable[[], dict[str, Any]]


def shown(kind: str, id: Any, model: BaseModel) -> Record:
    """Return a record whose body is already made."""
    return plain(kind, id, model.model_dump(mode="json", by_alias=True))


def plain(kind: str, id: Any, body: Mapping[str, Any]) -> Record:
    """Return a record of plain JSON."""
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return Record(kind, str(id), mark_of(text), lambda: dict(body))


def told(kind: str, row: Any, show: Callable[[Any], BaseModel]) -> Record:
    """Return a record of what a phone said, for whose answers the row has a digest already."""
    mark = mark_of(f"{row.digest}{row.recorded_at.isoformat()}")
    return Record(kind, str(row.id), mark, lambda: show(row).model_dump(mode="json"))


def mark_of(text: str) -> str:
    """Return the mark of a text: of two different ones, the same once in 10^14."""
    return blake2b(text.encode(), digest_size=6).hexdigest()
