"""Build the application: every router, handler and layer in one place."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware

from api import errors
from api.clock import Clock, clock_of
from api.content import Library, load
from api.db import Sessions, open_sessions
from api.deps import ClientMe, Therapist
from api.etags import Etags
from api.gate import Gate
from api.observe import Observe
from api.reference import describe_refusals
from api.routes import (
    access_log,
    acknowledgements,
    adherence,
    alerts,
    appointments,
    audit_events,
    brief_reminders,
    briefs,
    caseload,
    check_in_history,
    check_ins,
    client_invites,
    client_reminders,
    clients,
    codes,
    consents,
    devices,
    discharges,
    episodes,
    excused,
    exercises,
    feedback,
    intakes,
    invites,
    log_lists,
    logs,
    me,
    operations,
    plan,
    practice_clients,
    prescription_states,
    prescription_versions,
    prescriptions,
    questions,
    receipts,
    reminders,
    safety_events,
    sign_ins,
    snoozes,
    therapist_states,
    therapists,
    today,
    trends,
    weekly_check_ins,
)
from api.settings import Settings

MAX_BODY_BYTES = 1024 * 1024
ROUTERS = (
    sign_ins.router,
    codes.router,
    clients.router,
    client_invites.router,
    intakes.router,
    excused.router,
    discharges.router,
    prescriptions.router,
    prescription_states.router,
    prescription_versions.router,
    episodes.router,
    appointments.router,
    feedback.router,
    adherence.router,
    trends.router,
    briefs.router,
    caseload.router,
    exercises.router,
    me.router,
    devices.router,
    today.router,
    plan.router,
    acknowledgements.router,
    check_ins.router,
    check_in_history.router,
    weekly_check_ins.router,
    questions.router,
    logs.router,
    log_lists.router,
    reminders.router,
    receipts.router,
    brief_reminders.router,
    snoozes.router,
    client_reminders.router,
    alerts.router,
    safety_events.router,
    consents.router,
    access_log.router,
    therapists.router,
    therapist_states.router,
    practice_clients.router,
    audit_events.router,
    operations.router,
    invites.router,
)


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
        docs_url=None if hidden else "/docs",
        redoc_url=None,
        openapi_url=None if hidden else "/openapi.json",
        telemetry={"logs": False, "operation_spans": False},
        redirect_slashes=False,
        # As they are: an app that includes routers builds every route anew with its first request,
        # and then asks one router after another.
        routes=[route for router in ROUTERS for route in router.routes],
    )
    app.state.settings = settings
    app.state.sessions = sessions or open_sessions(settings)
    app.state.closes_sessions = sessions is None
    app.state.clock = clock or clock_of(settings)
    app.state.library = library or load()
    errors.install(app)
    describe_refusals(app, ClientMe, Therapist)
    # The last one added is the outermost.
    app.add_middleware(Etags)
    app.add_middleware(GZipMiddleware, minimum_size=1024)
    app.add_middleware(
        Gate, min_app_version=settings.min_app_version, max_body_bytes=MAX_BODY_BYTES
    )
    app.add_middleware(Observe)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    yield
    # Sessions that were given may serve a worker beside this app, which is not done yet.
    if app.state.closes_sessions:
        await app.state.sessions.engine.dispose()
