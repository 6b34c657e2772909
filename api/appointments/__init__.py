"""Sessions at the practice, courses of care, and what a client says of a session.

Each change of a session brings the reminder of its brief in line, in the same transaction.
Its rules are in `api/rules/appointments/`, its tables in `api/tables/appointments.py`.
"""
