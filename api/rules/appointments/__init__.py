"""Episodes of care with their sessions, and the feedback after a session."""
