"""Copies of all data of a client: asked for, made by the worker, fetched once ready, then gone.

The client asks for her own, her therapist for that of a client in her care. What is personal in
which table, and who gets it, is in `held.py`; what an archive has, in `archive.py` and what that
takes. Asking is noted in the audit; it changes nothing else.
It has no rules in `api/rules/`; its tables are in `api/tables/exports.py`.
"""
