"""`carryover reset-second-factor`: for who has lost her phone and her recovery codes."""

import asyncio
import json

import pytest
from sqlalchemy import func, select

from api.tables import AuditEvent, Passkey, RecoveryCode, SecondFactor
from tests.acting.care import Care, body_of
from tests.acting.credentials import BEN, give_password, sign_in
from tests.acting.passkeys import SoftKey, give_passkey
from tests.acting.second_factors import challenge_of, give_factor
from tests.processes import carryover, environment


async def reset(url: str, email: str) -> str:
    command = ("reset-second-factor", "--email", email)
    return await asyncio.to_thread(carryover, *command, env=environment(url))


async def test_the_password_alone_signs_in_again_and_the_audit_has_it(
    care: Care, database_url: str
) -> None:
    http = care.ana.http
    await give_password(care, care.ben, BEN)
    await give_factor(care, care.ben)
    await give_passkey(care, care.ben, SoftKey())
    await challenge_of(http)
    about = {"therapist_id": str(care.ben.id)}
    assert json.loads(await reset(database_url, " BEN@example.org")) == about
    body_of(await sign_in(http))
    for model in (SecondFactor, RecoveryCode, Passkey):
        assert await care.rows(select(func.count(model.id))) == [0]
    noted = select(AuditEvent).where(AuditEvent.action == "reset second factor")
    (event,) = await care.rows(noted)
    assert (event.actor_id, event.client_id, event.subject) == (None, None, about)
    assert event.practice_id == care.ben.practice_id


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_who_has_none_is_told_so(care: Care, database_url: str) -> None:
    await give_password(care, care.ben, BEN)
    for email in (BEN, "nobody@example.org", "nobody"):
        with pytest.raises(AssertionError, match=r"no second factor|No account|no e-mail"):
            await reset(database_url, email)
