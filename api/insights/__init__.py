"""Figures: series, adherence, sentences for a client about her own figures, and alert rules.

`alerting` opens alerts (`api/safety/`); the other modules only read.
Its rules are in `api/rules/insights/` and `adherence/`; it has no table of its own.
"""
