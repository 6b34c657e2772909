"""Figures: series, adherence, sentences for a client about her own figures, and alert rules.

`alerting` opens alerts (`api/safety/`). Who has checked in is marked for a look (`marks`), which is
taken by the worker, or by the API (`after_answers`) where there is none; the other modules only
read. Its rules are in `api/rules/insights/` and `adherence/`, its table is `AlertLook` in
`api/tables/safety.py`.
"""
