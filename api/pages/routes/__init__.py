"""The routers of the pages."""

from api.pages.routes import caseload, episodes, excused, goals, sessions, settings, signing_in

ROUTERS = (
    signing_in.router,
    caseload.router,
    sessions.router,
    episodes.router,
    goals.router,
    excused.router,
    settings.router,
)
