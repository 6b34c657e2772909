"""The routers of accounts, for `api/app.py` to include."""

from api.accounts.routes import client_invites, codes, devices, invites, sign_ins

ROUTERS = (
    sign_ins.router,
    codes.router,
    client_invites.router,
    devices.router,
    invites.router,
)
