"""Build the application: every router, handler and layer in one place."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI
from starlette.types import ASGIApp

from api.access.deps import ClientBefore, ClientMe, Therapist, TherapistBefore
from api.accounts import routes as accounts
from api.accounts.firebase.tokens import firebase_of
from api.appointments import routes as appointments
from api.diary import routes as diary
from api.erasure import routes as erasure
from api.exports import routes as exports
from api.insights import routes as insights
from api.insights.after_answers import AfterAnswers
from api.library import Library, load
from api.library.reference import read_words
from api.operations import routes as operations
from api.operations.explorer import explorer
from api.pages.assets import assets
from api.pages.page_routes import UnknownPages
from api.pages.routes import ROUTERS as PAGES
from api.people import routes as people
from api.phone_app import files as phone_app
from api.plan import routes as plan
from api.platform.clock import Clock, clock_of
from api.platform.db import Sessions, open_sessions
from api.platform.http.answers import Answers
from api.platform.http.errors import Refusals
from api.platform.http.finding import Finder
from api.platform.http.gate import Gate
from api.platform.http.observe import Observe
from api.platform.http.reference import describe
from api.platform.names import load_collation
from api.platform.settings import Settings
from api.reminders import routes as reminders
from api.reviews import routes as reviews
from api.safety import routes as safety
from api.sync import routes as sync
from api.today import routes as today

MAX_BODY_BYTES = 1024 * 1024
CAPABILITIES = (
    accounts,
    people,
    erasure,
    plan,
    appointments,
    insights,
    reviews,
    today,
    diary,
    sync,
    reminders,
    safety,
    exports,
    operations,
)
ROUTERS = (*(router for each in CAPABILITIES for router in each.ROUTERS), *PAGES)


def create_app(
    settings: Settings,
    sessions: Sessions | None = None,
    clock: Clock | None = None,
    library: Library | None = None,
) -> FastAPI:
    """Return the API of these settings; what is given is used instead of being opened."""
    hidden = settings.environment == "production"
    app = FastAPI(
        title="Carryover",
        version=version("carryover"),
        description="Home care between two sessions of neuromuscular therapy.",
        lifespan=_lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None if hidden else "/openapi.json",
        # Nobody is told of requests but by our own log lines and metrics.
        telemetry={"tracing": False, "metrics": False, "logs": False},
        redirect_slashes=False,
        # As they are: an app that includes routers builds every route anew with its first request,
        # and then asks one router after another.
        routes=[
            *(route for router in ROUTERS for route in router.routes),
            *assets(),
            *phone_app.files(),
            *(() if hidden else explorer()),
        ],
    )
    equip(app, settings, sessions, clock, library)
    describe(app, read_words, ClientMe, ClientBefore, Therapist, TherapistBefore)
    app.router.default = UnknownPages(app.router.default)
    app.router.middleware_stack = Finder(app.router)
    app.middleware_stack = _layers(app, settings.min_app_version)
    return app


def equip(
    app: FastAPI,
    settings: Settings,
    sessions: Sessions | None = None,
    clock: Clock | None = None,
    library: Library | None = None,
) -> None:
    """Give an application what its requests are answered with; what is not given is opened."""
    app.state.settings = settings
    app.state.sessions = sessions or open_sessions(settings)
    app.state.closes_sessions = sessions is None
    app.state.clock = clock or clock_of(settings)
    app.state.library = library or load()
    app.state.firebase = firebase_of(settings)
    app.state.looks = AfterAnswers(app.state.sessions, app.state.clock)


def _layers(app: FastAPI, min_app_version: str) -> ASGIApp:
    """Return what a request passes on its way to its route, in place of FastAPI's own layers.

    Those answer errors, close the files of forms and bound bodies: ours do, or nobody needs it.
    """
    answering = Answers(Refusals(app.router))
    return Observe(Gate(answering, min_app_version, MAX_BODY_BYTES))


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    load_collation()
    async with app.state.looks.running():
        yield
    # Sessions that were given may serve a worker beside this app, which is not done yet.
    if app.state.closes_sessions:
        await app.state.sessions.engine.dispose()
