"""The routers of reviews, for `api/app.py` to include."""

from api.reviews.routes import briefs, caseload

ROUTERS = (
    briefs.router,
    caseload.router,
)
