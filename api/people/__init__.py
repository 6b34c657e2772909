"""Clients and therapists: who comes and goes, intakes, consents, and the audit as it is read.

A discharge pauses every prescription and has reminders planned anew; a therapist who is
deactivated is signed out. Whatever ends a relationship revokes the codes that were made in it.
Each change of carer or consent brings the reminders of briefs in line; a new zone or check-in
time, the client's own.
It has no rules of its own; its tables are in `api/tables/people.py`.
"""
