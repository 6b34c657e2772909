"""Web push: what browsers' push services take (RFC 8030), encrypted and signed, and their answers.

It is one of the transports of `push/transports.py` and changes nothing in the database.
Where it may post to is told by `api/rules/push_services.py`; only `secrecy.py` imports pywebpush.
"""
