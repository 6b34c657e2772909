"""Phones that are signed out while one of them registers: nobody blocks for good."""

import asyncio

import pytest
from sqlalchemy import select

from api.platform.db import transaction
from api.tables import Device
from tests.accounts.test_devices import body, register
from tests.acting.care import Care, body_of
from tests.acting.credentials import AUTH, BEN, OTHER, PASSWORD, give_password
from tests.blocking import until_blocked
from tests.cast import Casting
from tests.waiting import WITHIN_S

ONE, TWO = "/v1/me/devices/one", "/v1/me/devices/two"


# SQLite has no row locks: there one transaction writes at a time.
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_who_signs_several_phones_out_locks_them_in_the_order_of_their_ids(
    care: Care, casting: Casting
) -> None:
    """As who takes a target over locks the two that it concerns."""
    await give_password(care, care.ben, BEN)
    other = await casting.phone(care.ben)
    await register(other, ONE, target="a")
    await register(other, TWO, target="b")
    # With another target it stands behind the other in the table and in every index.
    body_of(await other.put(ONE, body("c")))
    both = select(Device).order_by(Device.id)
    change = {"current_password": PASSWORD, "new_password": OTHER}
    async with asyncio.timeout(WITHIN_S), transaction(care.sessions) as registering:
        first = await registering.scalar(both.limit(1).with_for_update())
        request = asyncio.ensure_future(care.ben.post(f"{AUTH}/change-password", change))
        await until_blocked(care.sessions, request)
        locked = list(await registering.scalars(both.with_for_update()))
        assert first is locked[0]
    body_of(await request)
    assert set(await care.rows(select(Device.disabled_reason))) == {"signed_out"}
