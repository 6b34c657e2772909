"""What a client tells: check-ins, weekly check-ins and logs; late, twice or out of order.

What she tells ends reminders, may stop exercises for safety, and may open alerts. A red flag is
kept even if its body is refused (`kept.py`).
Its rules are in `api/rules/uploads.py`, its tables in `api/tables/diary.py` and `uploads.py`.
"""
