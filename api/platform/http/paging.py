"""Paging of lists with a signed, opaque cursor: the id of the last record of the page before."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar
from uuid import UUID

import jwt
from fastapi import Depends, Query, Request
from sqlalchemy import Select, select, tuple_

from api.platform.http.errors import Problem

AUDIENCE = "carryover-cursor"
Row = TypeVar("Row")
Rows = TypeVar("Rows", bound=Select[*tuple[Any, ...]])


class BadCursor(Problem):
    status, code, title = 400, "bad_cursor", "The cursor is not one of ours. Start over."


@dataclass(frozen=True, slots=True)
class Paging:
    """The page that the caller asked for."""

    limit: int
    after: UUID | None
    key: str

    @property
    def fetch(self) -> int:
        """How many rows to select: one more than is shown, to know whether another page follows."""
        return self.limit + 1

    def select(self, rows: Rows, *key: Any, newest_first: bool = False) -> Rows:
        """Return the query of the page: `rows` ordered by a key, whose last part must be the id."""
        if self.after:
            last = select(*key).where(key[-1] == self.after).scalar_subquery()
            place = tuple_(*key)
            rows = rows.where(place < last if newest_first else place > last)
        columns = [column.desc() for column in key] if newest_first else key
        return rows.order_by(*columns).limit(self.fetch)

    def cut(self, rows: Sequence[Row], ids: Sequence[UUID]) -> tuple[list[Row], str | None]:
        """Return the page's rows and the cursor of the next page, or None."""
        shown = list(rows[: self.limit])
        if len(rows) <= self.limit:
            return shown, None
        token = {"aud": AUDIENCE, "after": str(ids[self.limit - 1])}
        return shown, jwt.encode(token, self.key, algorithm="HS256")


async def _paging(
    request: Request,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
) -> Paging:
    key: str = request.app.state.settings.signing_key
    if cursor is None:
        return Paging(limit, None, key)
    try:
        token = jwt.decode(cursor, key, algorithms=["HS256"], audience=AUDIENCE)
        return Paging(limit, UUID(str(token["after"])), key)
    except (jwt.InvalidTokenError, KeyError, ValueError):
        raise BadCursor from None


Pages = Annotated[Paging, Depends(_paging)]
