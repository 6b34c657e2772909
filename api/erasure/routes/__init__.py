"""The routers of erasure, for `api/app.py` to include."""

from api.erasure.routes import clients, keeping, mine, practices

ROUTERS = (mine.router, keeping.router, clients.router)
