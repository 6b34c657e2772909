"""Parsing the JSON of a body: UTF-8 alone, bounded in depth, members and values, no name twice."""

import codecs
import json
from collections.abc import Sequence
from typing import Any

from starlette.exceptions import HTTPException

DEEPEST = 32
# A hundred changes that are uploaded at once have 35,000 at most; the largest body besides, 500.
MOST_VALUES = 50_000
# Several times what the largest body has. Each that is not known is an error of its own at first.
MOST_MEMBERS = 200


def parse(body: bytes) -> Any:
    """Return what a body holds; JSONDecodeError if malformed, HTTPException 413 if too much."""
    # No body has more values than bytes, so that most are not looked through.
    if len(body) > MOST_VALUES and _values(body) > MOST_VALUES:
        raise HTTPException(413, f"The body has more than {MOST_VALUES:,} values.")
    try:
        found = JSON.decode(body.removeprefix(codecs.BOM_UTF8).decode())
    except (UnicodeDecodeError, RecursionError):
        raise json.JSONDecodeError("not well formed", "", 0) from None
    if _depth(found) > DEEPEST:
        raise json.JSONDecodeError("nested too deep", "", 0)
    return found


def _values(body: bytes) -> int:
    """Return how many values JSON has at most, at a fraction of the cost of parsing it."""
    unescaped = body.replace(rb"\\", b"").replace(rb"\"", b"")
    if unescaped.count(b'"') > 4 * MOST_VALUES:
        return MOST_VALUES + 1  # Each of them has two quotes at most, and two around its name.
    besides_texts = b"".join(unescaped.split(b'"')[::2])
    return 1 + sum(map(besides_texts.count, (b",", b"[", b"{")))


def _members(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object; which of two values for one name is meant would be a guess."""
    if len(pairs) > MOST_MEMBERS:
        raise HTTPException(413, f"An object of the body has more than {MOST_MEMBERS} members.")
    found = dict(pairs)
    if len(found) != len(pairs):
        raise json.JSONDecodeError("a name twice", "", 0)
    return found


JSON = json.JSONDecoder(object_pairs_hook=_members)


def _depth(value: Any) -> int:
    depth, level = 0, [value]
    while level and depth <= DEEPEST:
        depth += 1
        level = [
            child
            for item in level
            if isinstance(item, dict | list)
            for child in (item.values() if isinstance(item, dict) else item)
        ]
    return depth
