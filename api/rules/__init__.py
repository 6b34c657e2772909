"""The rules: pure functions on plain data, one folder or file per capability.

They change nothing and know no database; callers load what the rules take (`api/care/`).
They import the standard library and one another only.
"""
