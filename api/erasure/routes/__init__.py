"""The routers of erasure, for `api/app.py` to include."""

from api.erasure.routes import clients, keeping, mine

ROUTERS = (mine.router, keeping.router, clients.router)
