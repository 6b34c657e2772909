"""Practices, signing in and out, passwords, one-time codes, and the phones that are signed in.

An invite that is redeemed plans a client's reminders, and moves a person to the zone of her phone,
as each phone does that registers, unless she pinned hers. A test push adds a reminder, as do a
target that another holds and a new sign-in; who is signed out is not pushed to, but who only was
away too long is. All sign-ins are noted in the audit.
What phones call zones and languages is in `api/rules/zone_names.py` and `locales.py`; its tables
are in `api/tables/accounts.py`, `devices.py` and `people.py`.
"""
