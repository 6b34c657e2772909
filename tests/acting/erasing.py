"""Asking for erasures, taking them back, and carrying them out, in one line each."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from httpx2 import AsyncClient, Response
from sqlalchemy import select

from api.erasure.erasing import GRACE, erase_due
from api.tables import Client
from tests.acting.care import Care, Json, body_of
from tests.acting.credentials import AUTH
from tests.cast import Person

DAYS = timedelta(days=14)


async def ask_for_mine(care: Care) -> Json:
    """Have Ana ask that she is erased; return the date and the code."""
    return body_of(await care.ana.delete("/v1/me"), 202)


async def ask_for(care: Care, person: Person | None = None) -> Json:
    """Have Ben, who is an admin, ask that a client is erased."""
    return body_of(await care.ben.delete(f"/v1/clients/{(person or care.ana).id}"), 202)


async def keep(http: AsyncClient, **said: Any) -> Response:
    return await http.post(f"{AUTH}/keep-account", json=said)


async def keep_client(care: Care) -> Json:
    return body_of(await care.ben.post(f"/v1/clients/{care.ana.id}/keep"))


async def client_row(care: Care) -> Client | None:
    return next(iter(await care.rows(select(Client).where(Client.id == care.ana.id))), None)


async def erase(care: Care, ledger: Path) -> int:
    """Have the worker erase whose time has come."""
    return await erase_due(care.sessions, care.clock, ledger, lambda: True)


async def erase_ana(care: Care, ledger: Path) -> None:
    """Have Ana ask, wait for as long as it takes, and erase her."""
    await ask_for_mine(care)
    care.clock.at += DAYS + GRACE
    care.renew(care.ben)
    assert await erase(care, ledger) == 1
