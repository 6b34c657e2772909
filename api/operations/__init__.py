"""The state of the service itself: liveness, readiness, metrics, required app versions.

It only reads, but for what has to be settled once a backup was put back (`after_restore.py`).
It has no rules; it reads the heartbeats of workers in `api/tables/devices.py`.
"""
