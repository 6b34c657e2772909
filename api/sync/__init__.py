"""One round trip for a phone that was away: what it recorded is carried out, what changed is told.

Each change is carried out by the function that its own route calls, each apart from the others.
What a phone has is remembered as marks (`api/tables/sync.py`), and what differs from these is told,
so that no order of commits can hide anything (ADR 0041). It has no rules of its own.
"""
