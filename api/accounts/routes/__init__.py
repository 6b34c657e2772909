"""The routers of accounts, for `api/app.py` to include."""

from api.accounts.routes import codes, devices, invites, sign_ins

ROUTERS = (
    sign_ins.router,
    codes.router,
    invites.router,
    devices.router,
    invites.page_router,
)
