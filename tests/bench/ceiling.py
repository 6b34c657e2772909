"""The least there is to storing a check-in: FastAPI, the body's model and asyncpg, nothing else.

    python -m tests.bench.ceiling --port PORT --database URL

No token, no zones, no rules, no audit, no log: it believes the `x-client` header.
"""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

import asyncpg
from fastapi import FastAPI, Header
from sqlalchemy.dialects.postgresql import asyncpg as dialect

from api.diary.check_ins import CheckInIn
from api.diary.routes.check_ins import CHECK_INS, CheckInOut
from api.platform.http.fields import LocalDate
from tests.bench.bare import serve

# The very statement of the product, as text.
COMPILED = CHECK_INS.first["postgresql"].compile(dialect=dialect.dialect())
SQL = str(COMPILED)
NAMES = COMPILED.positiontup
POOL = 8


def build(url: str) -> FastAPI:
    """Return the application."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with asyncpg.create_pool(url, min_size=POOL, max_size=POOL) as pool:
            app.state.pool = pool
            yield

    app = FastAPI(lifespan=lifespan)

    @app.put("/v1/me/check-ins/{date}", response_model=CheckInOut)
    async def put(
        date: LocalDate, body: CheckInIn, x_client: Annotated[UUID, Header()]
    ) -> dict[str, Any]:
        row = await app.state.pool.fetchrow(SQL, *_values(date, body, x_client))
        shown = dict(row)
        for name in ("body_map", "red_flags"):
            shown[name] = json.loads(shown[name])
        return {**shown, "date": shown["on_date"]}

    return app


def _values(date: Any, body: CheckInIn, client: UUID) -> list[Any]:
    now = datetime.now(UTC)
    values = body.model_dump()
    for name in ("body_map", "red_flags"):
        values[name] = json.dumps(values[name])
    values |= {"created_at": now, "client_id": client, "on_date": date, "received_at": now}
    values |= {"ordered_at": body.recorded_at, "digest": "0" * 64, "sign_in_id": None}
    values |= {"undone": False, "answered": True}
    return [values[name] for name in NAMES]


if __name__ == "__main__":
    serve(build, __doc__)
