"""The routers of diary, for `api/app.py` to include."""

from api.diary.routes import (
    check_in_history,
    check_ins,
    log_lists,
    logs,
    questions,
    weekly_check_ins,
)

ROUTERS = (
    check_ins.router,
    check_in_history.router,
    weekly_check_ins.router,
    questions.router,
    logs.router,
    log_lists.router,
)
