"""One turn: from the claim of a reminder to what came of its pushes.

It ends or defers reminders, stores deliveries, counts a client's dates, disables phones that are
gone, stores what a phone is to send back to prove its target, starts holds, and opens the alert of
reminders that are ignored. Beside the turns it clears notifications of what was answered on another
phone.
Its rules are in `api/rules/reminders/`, its tables in `api/tables/reminders.py`.
"""
