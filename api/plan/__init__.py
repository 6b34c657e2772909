"""What is prescribed: its versions and pauses, what forbids an item, days that are excused.

Each change of a plan has the client's reminders planned anew, in the same transaction.
Its rules are in `api/rules/plan/`, its tables in `api/tables/plan.py`.
"""
