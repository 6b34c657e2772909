"""Courses of care with their sessions, and what is asked after one."""
