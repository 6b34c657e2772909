"""Database, clock, ids, settings and the like: all stand on it, and it knows none of them."""
