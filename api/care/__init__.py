"""A client's plan, calendar, courses and carers: from rows to what the rules take."""
