"""What is to be reminded of, when it may leave, and why it may not."""
