"""Firebase Cloud Messaging: encoding and sending a message, and what its answer means.

It is one of the transports of `push/transports.py` and changes nothing in the database.
Only `client.py` imports firebase_admin.
"""
