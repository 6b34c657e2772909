"""Clients and therapists: who comes and goes, intakes, consents, and the audit as it is read.

Who leaves a practice is signed out; a client who goes, comes back or moves is planned for anew.
It has no rules of its own; its tables are in `api/tables/people.py`.
"""
