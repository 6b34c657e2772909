"""A client's plan, calendar, courses and carers, from rows to what the rules take; locks of rows.

It changes nothing; `locks.py` says in which order rows are locked.
Its rules are in `api/rules/plan/`, `appointments/` and `instants.py`; it has no table of its own.
"""
