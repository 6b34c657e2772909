"""The routers of exports, for `api/app.py` to include."""

from api.exports.routes import my_exports, of_clients

ROUTERS = (my_exports.router, of_clients.router)
