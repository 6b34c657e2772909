"""What a therapist reads: the brief of a session, and her caseload at a glance.

That a brief was read is noted; the worker then does not remind her of it.
Its rules are in `api/rules/insights/`, its table is in `api/tables/reviews.py`.
"""
