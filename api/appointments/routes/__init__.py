"""The routers of appointments, for `api/app.py` to include."""

from api.appointments.routes import appointments, episodes, feedback

ROUTERS = (
    episodes.router,
    appointments.router,
    feedback.router,
)
