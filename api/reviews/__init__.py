"""What a therapist reads: the brief before a session, and an overview of the caseload.

Marking a brief as read makes the worker skip its reminder.
Its rules are in `api/rules/insights/` and `adherence/`, its table is in `api/tables/reviews.py`.
"""
