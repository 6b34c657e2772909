"""Serves the ceiling on PostgreSQL as the product is served, by uvicorn and uvloop.

    python -m tests.bench.ceiling --port PORT

The database and the key are those of the product's settings.
"""

import argparse
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.platform.engines import SERVER_SETTINGS
from api.platform.processes import quieten_collector
from tests.bench.ceiling import check_ins, trends
from tests.bench.ceiling.answers import answering

POOL = 8


def build(url: str, key: str) -> Starlette:
    """Return the application."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        # Nothing that is asked of a connection has to be undone when it goes back to the pool.
        async with asyncpg.create_pool(
            url,
            min_size=POOL,
            max_size=POOL,
            init=_know_json,
            reset=_leave,
            server_settings=SERVER_SETTINGS,
        ) as pool:
            app.state.pool, app.state.key = pool, key
            quieten_collector()
            yield

    routes = [
        Route("/v1/me/check-ins/{date}", answering(check_ins.put), methods=["PUT"]),
        Route("/v1/clients/{client:uuid}/trends", answering(trends.get)),
        Route("/livez", _live),
    ]
    return Starlette(routes=routes, lifespan=lifespan)


async def _know_json(connection: asyncpg.Connection) -> None:
    await connection.set_type_codec(
        "jsonb", schema="pg_catalog", encoder=json.dumps, decoder=json.loads
    )


async def _leave(_: asyncpg.Connection) -> None:
    pass


async def _live(_: Request) -> Response:
    return Response()


def main() -> None:
    """Serve until it is stopped."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    app = build(os.environ["CARRYOVER_DATABASE_URL"], os.environ["CARRYOVER_SECRET_KEY"])
    uvicorn.run(
        app,
        host="127.0.0.1",
        port=parser.parse_args().port,
        loop="uvloop",
        log_config=None,
        access_log=False,
        server_header=False,
    )


if __name__ == "__main__":
    main()
