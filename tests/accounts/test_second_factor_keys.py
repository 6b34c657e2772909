"""Second factors outlive a change of the secret key, and are asked for whichever way one enters."""

from datetime import timedelta

import pytest
from httpx2 import ASGITransport, AsyncClient
from sqlalchemy import select

from api.app import create_app
from api.platform.keys import keys_of
from api.platform.sealing import opened_text
from api.tables import SecondFactor
from api.tables.second_factors import SEALED_FOR
from push.chores.resealing import reseal
from tests.acting.care import body_of, problem
from tests.acting.credentials import AUTH, BEN, PASSWORD, give_password
from tests.acting.second_factors import (
    SECRET,
    challenge_of,
    code_at,
    give_factor,
    second_step,
)
from tests.databases import KEY, settings_for
from tests.google_keys import token

NEW = "the-key-that-comes-after-it-of-32-characters"


@pytest.mark.parametrize("is_sealed_anew", [True, False])
async def test_a_secret_outlives_its_key_once_the_worker_has_sealed_it_anew(
    care, sessions, clock, library, database_url, is_sealed_anew
):
    await give_password(care, care.ben, BEN)
    await give_factor(care, care.ben)
    assert await second_step_after(care, sessions, clock, library, database_url, KEY, steps=-1)
    if is_sealed_anew:
        both = keys_of(NEW, (KEY,))
        assert await reseal(sessions, clock, both, lambda: True) == 1
        assert await reseal(sessions, clock, both, lambda: True) == 0
    assert is_sealed_anew == await second_step_after(care, sessions, clock, library, database_url)
    (sealed,) = await care.rows(select(SecondFactor.sealed))
    opened = opened_text(sealed, care.ben.id, keys_of(NEW), SEALED_FOR)
    assert opened == (SECRET if is_sealed_anew else None)


async def second_step_after(care, sessions, clock, library, database_url, *others, steps=0):
    """Tell whether Ben signs in with a code where the new key signs and others are believed."""
    settings = settings_for(database_url, secret_key=NEW, other_secret_keys=others)
    app = create_app(settings, sessions, clock, library)
    async with AsyncClient(transport=ASGITransport(app), base_url="http://api") as http:
        answer = await second_step(http, await challenge_of(http), code_at(care.clock.at, steps))
    assert answer.status_code in (200, 401)
    return answer.status_code == 200


async def test_a_user_of_firebase_is_asked_for_the_second_factor_as_well(care, http):
    await give_password(care, care.ben, BEN)
    sent = {"id_token": token("bens-user", care.clock.at)}
    body_of(await care.ben.put(f"{AUTH}/firebase", sent | {"password": PASSWORD}))
    body_of(await http.post(f"{AUTH}/firebase", json=sent))
    await give_factor(care, care.ben)
    refused = await http.post(f"{AUTH}/firebase", json=sent)
    assert problem(refused) == (401, "second_factor_required")
    care.clock.at += timedelta(seconds=1)
    body_of(await second_step(http, refused.json()["challenge"], code_at(care.clock.at)))
