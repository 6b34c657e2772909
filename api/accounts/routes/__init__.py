"""The routers of accounts, for `api/app.py` to include."""

from api.accounts.routes import (
    codes,
    devices,
    firebase,
    invites,
    my_sign_ins,
    second_factors,
    sign_ins,
)

ROUTERS = (
    sign_ins.router,
    codes.router,
    firebase.router,
    invites.router,
    devices.router,
    my_sign_ins.router,
    second_factors.router,
    invites.page_router,
)
