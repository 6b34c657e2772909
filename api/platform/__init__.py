"""Database, clock, ids, settings, logs and HTTP: what every capability uses.

It imports no capability and changes nothing by itself. By name it knows a few: `http/gate.py` the
paths that stay open to an outdated app, `http/fields.py` what several of them take and answer.
It has no tables; `base.py` defines how tables are declared.
"""
