"""Prescriptions with their versions and pauses, contraindications, and excused days.

Each change of a plan also replans the client's reminders, in the same transaction.
Its rules are in `api/rules/plan/`, its tables in `api/tables/plan.py`.
"""
