"""The worker's other jobs: planning, daily looks at clients, stale phones, copies of data, pruning.

They write and delete reminders, open alerts and disable phones, each item in its own transaction.
What they decide is in `api/reminders/` (planning) and `api/insights/alerting.py` (alerts), what a
copy has in `api/exports/`.
"""
