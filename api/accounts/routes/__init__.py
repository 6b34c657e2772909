"""The routers of accounts, for `api/app.py` to include."""

from api.accounts.routes import (
    codes,
    devices,
    firebase,
    invites,
    my_sign_ins,
    passkeys,
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
    passkeys.router,
    passkeys.sign_in_router,
    invites.page_router,
)
