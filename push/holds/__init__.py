"""Holds, which stop all pushes or those to one platform: what causes them, and for how long.

They are read before every claim (`push/turn/`) and written from the outcomes of pushes.
Their table, `PushHold`, is in `api/tables/devices.py`.
"""
