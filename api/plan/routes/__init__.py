"""The routers of plan, for `api/app.py` to include."""

from api.plan.routes import (
    excused,
    exercises,
    goals,
    my_plan,
    prescription_states,
    prescription_versions,
    prescriptions,
)

ROUTERS = (
    excused.router,
    goals.router,
    prescriptions.router,
    prescription_states.router,
    prescription_versions.router,
    exercises.router,
    my_plan.router,
)
