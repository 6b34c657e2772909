"""Red flags and stops, the alerts that a therapist is shown, and the fixed texts.

A stop pauses prescriptions and has the client's reminders planned anew.
Its rules are in `api/rules/safety.py`, its tables in `api/tables/safety.py`.
"""
