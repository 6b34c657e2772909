"""The figures of a client, each with its minimum of data, and the alerts and texts they lead to."""
