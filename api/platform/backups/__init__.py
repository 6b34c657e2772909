"""The whole database as one file, and back: of SQLite and of PostgreSQL, encrypted with age or not.

A backup is what its database's own tools write, so that these open it, too. What a file is, is told
by how it begins. What has to be done in the database after it was put back, it does not know.
"""
