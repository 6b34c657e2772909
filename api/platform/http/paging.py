"""Paging of lists with a signed, opaque cursor: the key of the last row of the page before."""

import hmac
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any, TypeVar
from uuid import UUID

import jwt
from fastapi import Request
from sqlalchemy import Select, tuple_

from api.platform.http.errors import Problem
from api.platform.keys import Keys

AUDIENCE = "carryover-cursor"
# What chooses a page of a list; all other parameters choose the list.
OF_A_PAGE = {"limit", "cursor"}
Row = TypeVar("Row")
Rows = TypeVar("Rows", bound=Select[*tuple[Any, ...]])
Key = tuple[Any, ...]


class BadCursor(Problem):
    status, code, title = 400, "bad_cursor", "This cursor is not for this list. Start over."


@dataclass(frozen=True, slots=True)
class Paging:
    """The page that the caller asked for: at most `limit` rows, those after a key.

    A row whose key changes between two pages may be shown twice or not at all; every other row is
    shown once, whatever happens to the row at the end of a page.
    """

    limit: int
    after: Key | None
    seal: bytes

    def select(self, rows: Rows, *key: Any, newest_first: bool = False) -> Rows:
        """Return the query of the page: `rows` ordered by a key that no two of them share.

        It selects one row more than is shown, to know whether another page follows.
        """
        if self.after is not None:
            place = tuple_(*key)
            rows = rows.where(place < self.after if newest_first else place > self.after)
        columns = [column.desc() for column in key] if newest_first else key
        return rows.order_by(*columns).limit(self.limit + 1)

    def rest(
        self, rows: Sequence[Row], key: Callable[[Row], Key], *, newest_first: bool = False
    ) -> list[Row]:
        """Return the rows of the page and of all that follow, of a list that is in memory."""
        ordered = sorted(rows, key=key, reverse=newest_first)
        if self.after is None:
            return ordered
        after = self.after
        return [r for r in ordered if (key(r) < after if newest_first else key(r) > after)]

    def cut(self, rows: Sequence[Row], key: Callable[[Row], Key]) -> tuple[list[Row], str | None]:
        """Return the page's rows and the cursor of the next page, or None; `key` as selected."""
        shown = list(rows[: self.limit])
        if len(rows) <= self.limit:
            return shown, None
        token = {"aud": AUDIENCE, "after": _plain(key(shown[-1]))}
        return shown, jwt.encode(token, self.seal, algorithm="HS256")


def paging_of(
    request: Request, caller_id: UUID, keys: Keys, limit: int, cursor: str | None
) -> Paging:
    """Return the page that a request asks for; another list's or caller's cursor is refused."""
    seals = [_seal(request, caller_id, key) for key in keys.all]
    return Paging(limit, None if cursor is None else _after(cursor, seals), seals[0])


def _after(cursor: str, seals: Sequence[bytes]) -> Key:
    """Return the key of the row that a cursor names; BadCursor if none of these seals made it."""
    for seal in seals:
        try:
            token = jwt.decode(cursor, seal, algorithms=["HS256"], audience=AUDIENCE)
        except jwt.InvalidTokenError:
            continue
        after: Key = _value(token["after"])
        return after
    raise BadCursor


def _seal(request: Request, caller_id: UUID, key: str) -> bytes:
    """Return the key that signs the cursors of one list, as one caller filters it."""
    chosen = sorted(pair for pair in request.query_params.multi_items() if pair[0] not in OF_A_PAGE)
    which = json.dumps([str(caller_id), request.url.path, chosen])
    return hmac.digest(key.encode(), which.encode(), "sha256")


_KINDS: dict[str, tuple[type, Callable[[Any], str], Callable[[str], Any]]] = {
    "at": (datetime, datetime.isoformat, datetime.fromisoformat),
    "on": (date, date.isoformat, date.fromisoformat),
    "id": (UUID, str, UUID),
    "of": (Fraction, str, Fraction),
}


def _plain(value: Any) -> Any:
    """Return a part of a key as JSON that says its type."""
    if isinstance(value, tuple):
        return list(map(_plain, value))
    for name, (kind, written, _) in _KINDS.items():
        if isinstance(value, kind):
            return {name: written(value)}
    return value


def _value(plain: Any) -> Any:
    if isinstance(plain, list):
        return tuple(map(_value, plain))
    if isinstance(plain, dict):
        ((name, text),) = plain.items()
        return _KINDS[name][2](text)
    return plain
