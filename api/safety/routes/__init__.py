"""The routers of safety, for `api/app.py` to include."""

from api.safety.routes import alerts, safety_events, usefulness

ROUTERS = (
    alerts.router,
    safety_events.router,
    usefulness.router,
)
