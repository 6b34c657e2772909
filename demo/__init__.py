"""The example practice of `make demo`: stories of clients, told through the API's own handlers.

It writes to the demo's own database alone, and begins a new one when its stories are of an
earlier day.
What happens is in `stories/`, as data; it has no rules and no tables of its own.
"""
