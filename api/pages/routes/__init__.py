"""The routers of the pages."""

from api.pages.routes import (
    briefs,
    caseload,
    episodes,
    excused,
    goals,
    interruptions,
    library,
    plans,
    prescribing,
    prescriptions,
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
    interruptions.router,
    library.router,
    plans.router,
    prescribing.router,
    prescriptions.router,
    sessions.router,
    settings.router,
    briefs.router,
)
