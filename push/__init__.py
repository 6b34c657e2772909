"""The worker: it plans reminders ahead, pushes them to phones, and looks for reasons for an alert.

It meets the API in tables alone: it claims reminders, stores what came of each, disables phones
that are gone, and opens alerts.
Its rules are in `api/rules/reminders/`, its tables in `api/tables/reminders.py` and `devices.py`.
"""
