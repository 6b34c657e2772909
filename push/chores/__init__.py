"""What is planned, looked at, disabled and forgotten between turns."""
