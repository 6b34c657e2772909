"""A ceiling that does what the product does for two requests: the check-in PUT and the trends GET.

Starlette, asyncpg and msgspec, with SQL written by hand: who asks, what she may, the audit, the
checks of a body, which dates may be told, compression, ETag, log line and metrics are as in the
product, and statement by statement the same is asked. It has no models, no layers and no second
database, and nothing of the rest of the API. Rules are the product's own (`api/rules`).
"""
