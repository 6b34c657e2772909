"""The routers of the pages."""

from api.pages.routes import (
    briefs,
    caseload,
    episodes,
    excused,
    goals,
    sessions,
    settings,
    signing_in,
)

ROUTERS = (
    signing_in.router,
    caseload.router,
    episodes.router,
    excused.router,
    goals.router,
    sessions.router,
    settings.router,
    briefs.router,
)
