"""The routers of reminders, for `api/app.py` to include."""

from api.reminders.routes import brief_reminders, ledger, receipts, reminders, snoozes

ROUTERS = (
    reminders.router,
    receipts.router,
    brief_reminders.router,
    snoozes.router,
    ledger.router,
)
