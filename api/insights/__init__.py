"""Figures: charts, series, adherence, a client's own in words, and what opens an alert.

`alerting` opens alerts; everything else is only read.
Its rules are in `api/rules/insights/` and `adherence/`; it has no table of its own.
"""
