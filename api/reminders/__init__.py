"""What is owed to whom and when: planned, settled, put off, told of, explained.

The worker (`push/`) finds the rows that it writes; a change of time zone moves pauses as well.
Its rules are in `api/rules/reminders/`, its tables in `api/tables/reminders.py`.
"""
