"""What is owed to whom and when: planned, settled, put off, told of, explained.

The worker (`push/`) finds the rows that it writes. A move to another zone (`travel.py`) also
changes the client's account, the history of her zones and the ends of her pauses.
Its rules are in `api/rules/reminders/`, its tables in `api/tables/reminders.py`.
"""
