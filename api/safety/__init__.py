"""Red flags and stops, the alerts that a therapist is shown, and the fixed texts.

A red flag or a stop pauses prescriptions and has the client's reminders planned anew. Every alert
is opened in `alerts.py`; `stops.py` decides on those of flags and stops, `api/insights/alerting.py`
on those of figures and silence, `push/turn/` on that of reminders which are ignored.
Its rules are in `api/rules/safety.py`, its tables in `api/tables/safety.py`.
"""
