"""The least there is to reading a client's series: Starlette, asyncpg and msgspec, nothing else.

    python -m tests.bench.series_ceiling --port PORT --database URL

No token, no access, no zones, no audit, no log: it reads the check-ins and shows them as columns.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from typing import Any

import asyncpg
import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.rules.instants import A_DAY
from tests.bench.bare import serve

POOL = 8
NAMES = ("pain_average", "pain_worst", "sleep_quality", "sleep_hours", "stress", "pain_medicine")
SQL = f"""
SELECT on_date, {", ".join(NAMES)} FROM check_ins WHERE client_id = $1 AND on_date BETWEEN $2 AND $3
"""
GAP = dict.fromkeys(NAMES)


class Series(msgspec.Struct):
    """What the product shows, in its order."""

    from_on: date = msgspec.field(name="from")
    to_on: date = msgspec.field(name="to")
    timezone: str
    definition_version: str
    logged: int
    due: int
    dates: list[date]
    pain_average: list[int | None]
    pain_worst: list[int | None]
    sleep_quality: list[int | None]
    sleep_hours: list[float | None]
    stress: list[int | None]
    pain_medicine: list[bool | None]


ENCODER = msgspec.json.Encoder()


async def get(request: Request) -> Response:
    """Answer with a client's series; every date is believed to be due."""
    first, last = (date.fromisoformat(request.query_params[name]) for name in ("from", "to"))
    rows = await request.app.state.pool.fetch(SQL, request.path_params["client"], first, last)
    shown = ENCODER.encode(_series(rows, first, last))
    return Response(shown, media_type="application/json")


def _series(rows: list[Any], first: date, last: date) -> Series:
    told = {row["on_date"]: row for row in rows}
    dates = [first + n * A_DAY for n in range((last - first).days + 1)]
    days = [told.get(on, GAP) for on in dates]
    columns = {name: [day[name] for day in days] for name in NAMES}
    return Series(first, last, "UTC", "1", len(told), len(dates), dates, **columns)


def build(url: str) -> Starlette:
    """Return the application."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with asyncpg.create_pool(url, min_size=POOL, max_size=POOL) as pool:
            app.state.pool = pool
            yield

    routes = [
        Route("/v1/clients/{client:uuid}/trends", get),
        Route("/livez", lambda _: Response()),
    ]
    return Starlette(routes=routes, lifespan=lifespan)


if __name__ == "__main__":
    serve(build, __doc__)
