"""What the commands of `carryover.py` do, one module a group, imported when its command runs.

Each ends well, or with exit code 1 and one line on standard error that says what to mend.
"""
