"""Long lists: a page of one at a time, by the API's cursors, and the link that leads on."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Query, Request

from api.access.deps import Config
from api.pages.deps import Therapist
from api.platform.http.paging import Paging, paging_of

MOST = 50
CURSOR = "cursor"


async def _paging(
    request: Request,
    me: Therapist,
    config: Config,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
) -> Paging:
    return paging_of(request, me.id, config.keys, MOST, cursor)


Paged = Annotated[Paging, Depends(_paging)]
"""The page of a list that is asked for."""


def further(request: Request, cursor: str | None) -> str | None:
    """Return where a list goes on, None at its end; a cursor is good for the same filters alone."""
    if cursor is None:
        return None
    asked = [pair for pair in request.query_params.multi_items() if pair[0] != CURSOR]
    return f"{request.url.path}?{urlencode([*asked, (CURSOR, cursor)])}"
