"""The worker's other jobs: planning ahead, daily looks at clients, stale phones, pruning.

They write and delete reminders, open alerts and disable phones, each item in its own transaction.
What they decide is in `api/reminders/` (planning) and `api/insights/alerting.py` (alerts).
"""
