"""Finding people by a part of their names."""

from typing import Annotated

from fastapi import Query
from sqlalchemy import ColumnElement, and_, false

from api.platform.http.fields import Name
from api.platform.names import folded
from api.tables import Account

PartOfName = Annotated[
    Name | None,
    Query(description="Finds names that contain each of these words, whatever accents and case."),
]


def has_name(asked: str) -> ColumnElement[bool]:
    """Return the condition that every word asked for is in a name, whatever accents and case."""
    words = folded(asked).split()
    found = (Account.name_folded.contains(word, autoescape=True) for word in words)
    return and_(*found) if words else false()


def is_named(name: str, asked: str) -> bool:
    """Tell the same of a name that is in memory."""
    words = folded(asked).split()
    return bool(words) and all(word in folded(name) for word in words)
