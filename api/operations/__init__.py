"""The state of the service itself: liveness, readiness, metrics, required app versions.

It only reads.
It has no rules; it reads the heartbeats of workers in `api/tables/devices.py`.
"""
