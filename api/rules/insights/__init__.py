"""The figures of a client, each with its minimum of data, and what they give reason to tell."""
