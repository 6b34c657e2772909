"""Practices, signing in and out, passwords, one-time codes, and the phones that are signed in.

An invite that is redeemed moves a client to her phone's zone and plans her reminders; a phone that
registers only stores its zone. A test push adds a reminder; who is signed out is not pushed to.
It has no rules of its own; its tables are in `api/tables/accounts.py`, `devices.py`, `people.py`.
"""
