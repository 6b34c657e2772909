"""What operators and phones ask of the service itself: alive, ready, metrics, app versions."""

import hmac

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from api.access.deps import Config, Now, Sessions
from api.operations.health import read_health
from api.platform.http.bodies import OpenRoute
from api.platform.http.errors import NotFound, Unauthenticated
from api.platform.http.fields import Out
from api.platform.settings import Settings
from api.platform.vapid import public_key_of

router = APIRouter(route_class=OpenRoute, tags=["operations"])
ROUTERS = (router,)


class Live(Out):
    status: str


ALIVE = Live(status="ok").model_dump_json().encode()


class Ready(Out):
    """`worker` tells of the push worker: without one nothing is reminded, but the API works."""

    status: str
    database: bool
    migrations: bool
    worker: bool


class AppConfig(Out):
    """`web_push_key`: subscribe to pushes with it; null: this server pushes to no browser."""

    min_app_version: str
    recommended_app_version: str
    flags: dict[str, bool]
    web_push_key: str | None


@router.get("/livez", operation_id="get_liveness", response_model=Live, include_in_schema=False)
async def get_liveness() -> Response:
    """Tell that the process answers."""
    return Response(ALIVE, media_type="application/json")


@router.get(
    "/readyz",
    operation_id="get_readiness",
    response_model=Ready,
    include_in_schema=False,
)
async def get_readiness(sessions: Sessions, now: Now, response: Response) -> Ready:
    """Tell whether requests can be served, and whether a worker's heart beats."""
    health = await read_health(sessions, now)
    response.status_code = 200 if health.ready else 503
    return Ready(
        status="ok" if health.ready else "unavailable",
        database=health.database,
        migrations=health.migrations,
        worker=health.worker,
    )


@router.get(
    "/metrics",
    operation_id="get_metrics",
    response_class=Response,
    include_in_schema=False,
)
async def get_metrics(request: Request, config: Config) -> Response:
    """Read Prometheus metrics; needs the operator's token."""
    _require_operator(request, config)
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


@router.get("/v1/app-config", operation_id="get_app_config", response_model=AppConfig)
async def get_app_config(config: Config) -> AppConfig:
    """Read which app versions this server wants; needs no sign-in."""
    key = config.web_push_key
    return AppConfig(
        min_app_version=config.min_app_version,
        recommended_app_version=config.recommended_app_version,
        flags={"firebase": config.firebase_auth_project is not None},
        web_push_key=None if key is None else public_key_of(key.get_secret_value()),
    )


def _require_operator(request: Request, config: Settings) -> None:
    if config.metrics_token is None:
        if config.environment == "production":
            raise NotFound
        return
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    expected = config.metrics_token.get_secret_value()
    if scheme.lower() != "bearer" or not hmac.compare_digest(token.encode(), expected.encode()):
        raise Unauthenticated
