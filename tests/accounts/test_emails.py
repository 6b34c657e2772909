"""E-mails wherever one is taken: signing in, choosing one, a new practice, the operator's reset."""

import asyncio
import json

import pytest
from sqlalchemy import select

from api.accounts.practices import NewPractice, create_practice
from api.platform.db import transaction
from api.platform.http.errors import Conflict
from api.tables import Account
from tests.acting.care import body_of, refusals
from tests.acting.credentials import PASSWORD, invite, redeem, sign_in
from tests.processes import carryover, environment

TYPED, FORM = " Jo\u0308RG@xn--mller-kva.DE ", "jörg@müller.de"
MALFORMED = ("jorg", "j\u200bo@x.de", "j o@x.de", "j@x.de\u202e", "a@@x.de")


async def test_an_email_is_kept_in_its_form_and_signs_in_however_it_is_typed(care, http):
    body_of(await redeem(http, await invite(care), email=TYPED, password=PASSWORD))
    kept = await care.rows(select(Account.email).where(Account.id == care.ana.id))
    assert kept == [FORM]
    for typed in (TYPED, FORM, FORM.upper(), "jo\u0308rg@müller.de"):
        assert (await sign_in(http, typed)).status_code == 200


@pytest.mark.parametrize("typed", MALFORMED)
async def test_what_is_no_email_is_422_wherever_one_is_taken(care, http, typed):
    wrong = [("/email", "not_an_email")]
    assert refusals(await sign_in(http, typed)) == wrong
    code = await invite(care)
    assert refusals(await redeem(http, code, email=typed, password=PASSWORD)) == wrong
    assert (await redeem(http, code)).status_code == 200


async def test_a_practice_keeps_its_therapists_email_in_its_form(database_url, sessions, clock):
    made = ("create-practice", "--name", "Praxis", "--email", TYPED, "--timezone", "Europe/Berlin")
    env = environment(database_url)
    stdin = "eight grey pelicans\n"
    told = await asyncio.to_thread(carryover, *made, "--password-stdin", env=env, stdin=stdin)
    assert json.loads(told)["email"] == FORM
    reset = await asyncio.to_thread(carryover, "reset-password", "--email", TYPED, env=env)
    assert '"code"' in reset
    async with transaction(sessions, write=False) as session:
        assert await session.scalar(select(Account.email)) == FORM
    other = NewPractice("Other", "Europe/Berlin", "Eve", FORM.upper(), "no hash")
    with pytest.raises(Conflict) as refused:
        async with transaction(sessions) as session:
            await create_practice(session, other, clock.now())
    assert refused.value.problem_code == "email_taken"
