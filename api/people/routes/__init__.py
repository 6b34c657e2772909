"""The routers of people, for `api/app.py` to include."""

from api.people.routes import (
    access_log,
    audit_events,
    clients,
    consents,
    discharges,
    intakes,
    me,
    practice_clients,
    practices,
    therapist_states,
    therapists,
)

ROUTERS = (
    clients.router,
    intakes.router,
    discharges.router,
    me.router,
    consents.router,
    access_log.router,
    therapists.router,
    therapist_states.router,
    practice_clients.router,
    practices.router,
    audit_events.router,
)
