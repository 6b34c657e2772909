"""This build beside that of another commit: the processor that each takes for a request.

Both serve the same practices: the other build makes them, and this one migrates a copy. Requests
are made here and sent by HTTP to either in turns, so that what is measured is what the servers do.
"""
