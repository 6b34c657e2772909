"""The routers of insights, for `api/app.py` to include."""

from api.insights.routes import adherence, trends

ROUTERS = (
    adherence.router,
    trends.router,
)
