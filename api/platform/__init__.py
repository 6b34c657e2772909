"""Database, clock, ids, settings, logs and HTTP: what every capability uses.

It knows no capability and changes nothing by itself.
It has no tables; `base.py` defines how tables are declared.
"""
