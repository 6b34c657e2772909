"""A client's plan, calendar, courses and carers, from rows to what the rules take; locks of rows.

It reads, but for `uploads.py`, which has the rows of diary and feedback hold what prevails of all
that phones said. `locks.py` says in which order rows are locked.
Its rules are in `api/rules/plan/`, `appointments/`, `instants.py` and `uploads.py`, its table in
`api/tables/uploads.py`.
"""
