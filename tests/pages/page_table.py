"""The access table of the pages: who may open each and send each form, with a valid example.

A new page or form gets its row here; test_page_access.py fails until it has one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from tests.access_bodies import Things

May = Literal["public", "therapist", "admin"]


@dataclass(frozen=True, slots=True)
class Row:
    """`form` makes what is sent from the ids of the records; `whose` is whom a page is about."""

    may: May
    whose: Literal["client", "practice"] | None = None
    query: str = ""
    form: Callable[[Things], Mapping[str, Any]] | None = None


ROWS = {
    "GET /": Row("public"),
    "GET /sign-in": Row("public"),
    "POST /sign-in": Row("public"),
    # Last, since it ends the sign-in.
    "POST /sign-out": Row("therapist"),
}
