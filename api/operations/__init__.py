"""What operators and phones ask of the service itself: alive, ready, metrics, app versions.

It changes nothing.
It has no rules; the heartbeat of a worker is in `api/tables/devices.py`.
"""
