"""Second factors: an app that makes codes, and what its owner does with them."""

from datetime import datetime, timedelta

from httpx2 import AsyncClient, Response
from pyotp import TOTP

from api.accounts.second_steps import SEALED_FOR
from api.platform.db import transaction
from api.platform.ids import digest, normal_code
from api.platform.sealing import sealed_text
from api.tables import RecoveryCode, SecondFactor
from tests.acting.care import Care
from tests.acting.credentials import AUTH, BEN, PASSWORD, sign_in
from tests.cast import Person
from tests.databases import KEYS

MINE = "/v1/me/second-factor"
# What an app was given.
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
RECOVERY = "7KQ4-M2XW-9D3H-T6PB"
A_STEP = timedelta(seconds=30)


def code_at(at: datetime, steps: int = 0, secret: str = SECRET) -> str:
    """Return the code that the app shows so many steps after an instant."""
    return TOTP(secret).at(int(at.timestamp()), counter_offset=steps)


def wrong_code(at: datetime) -> str:
    """Return six digits that are no code of the steps around an instant."""
    near = {code_at(at, steps) for steps in range(-2, 3)}
    return next(each for each in ("000000", "111111", "222222", "333333") if each not in near)


async def give_factor(care: Care, person: Person, *, confirmed: bool = True) -> None:
    """Give someone the second factor of SECRET, and RECOVERY, without ending her sign-ins."""
    now = care.clock.at
    sealed = sealed_text(SECRET, person.id, KEYS, SEALED_FOR, now)
    factor = SecondFactor(created_at=now, account_id=person.id, sealed=sealed)
    factor.confirmed_at = now if confirmed else None
    async with transaction(care.sessions) as session:
        session.add(factor)
        if confirmed:
            code = digest(normal_code(RECOVERY))
            session.add(RecoveryCode(created_at=now, account_id=person.id, code_hash=code))


async def challenge_of(http: AsyncClient, email: str = BEN, password: str = PASSWORD) -> str:
    """Return the challenge with which a right password is answered."""
    answer = await sign_in(http, email, password)
    assert (answer.status_code, answer.json()["code"]) == (401, "second_factor_required")
    challenge: str = answer.json()["challenge"]
    return challenge


async def second_step(http: AsyncClient, challenge: str, code: str) -> Response:
    return await http.post(f"{AUTH}/second-factor", json={"challenge": challenge, "code": code})
