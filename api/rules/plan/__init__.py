"""Which slots a plan asks for, what an edit changed, and when nothing is due."""
