"""Signing in and out, passwords, one-time codes, and the phones that are signed in.

A phone in another time zone moves its client and her reminders; signed out, it is not pushed to.
It has no rules of its own; its tables are in `api/tables/accounts.py` and `devices.py`.
"""
