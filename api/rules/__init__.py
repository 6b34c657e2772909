"""What is true whatever the database: pure, with the standard library alone."""
