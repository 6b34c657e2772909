"""Prescriptions with their versions and pauses, contraindications, excused days, and goals.

Each change of a plan also replans the client's reminders, in the same transaction; a goal has none.
Its rules are in `api/rules/plan/`, except those that need the library: contraindications, in
`clearances.py`, and limits of a dose, in `limits.py`. Its tables are in `api/tables/plan.py`.
"""
