"""Signing in with a user of Firebase Authentication, where a project of it is set up.

`keys.py` has Google's keys, `tokens.py` says whose a token is, `identities.py` whom that user is
linked to. What is linked opens the account without its password: it is linked by who is signed in
and says the password, ends with a new password, and never follows from an e-mail.
"""
