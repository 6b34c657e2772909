"""Prescriptions with their versions and pauses, contraindications, and excused days.

Each change of a plan also replans the client's reminders, in the same transaction.
Its rules are in `api/rules/plan/`, except those that need the library: contraindications, in
`clearances.py`, and limits of a dose, in `limits.py`. Its tables are in `api/tables/plan.py`.
"""
