"""A code dies with the relationship in which it was made, and nothing brings it back."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from httpx2 import Response
from sqlalchemy import select, update

from api.platform.db import transaction
from api.tables import Account, CareLink, Client, Consent, OneTimeCode
from tests.acting.care import Care, body_of, problem
from tests.acting.credentials import (
    ANA,
    AUTH,
    PASSWORD,
    alike,
    give_password,
    invite,
    issued,
    redeem,
    reset,
)
from tests.acting.practice import THERAPISTS, act_on_client, at_work, edit, invited
from tests.cast import Person
from tests.waiting import WITHIN_S

Act = Callable[[Care, Person], Awaitable[Response]]
NOBODYS = "0000000000"
CONSENTS = "/v1/me/consents"


async def withdraw(care: Care, _: Person) -> Response:
    return await care.ana.put(CONSENTS, {"share_with_therapist": False})


async def grant(care: Care, _: Person) -> Response:
    return await care.ana.put(CONSENTS, {"share_with_therapist": True})


async def reassign(care: Care, gus: Person) -> Response:
    return await act_on_client(gus, care.ana, "reassign", therapist_id=str(care.cast.dora.id))


async def reassign_back(care: Care, gus: Person) -> Response:
    return await act_on_client(gus, care.ana, "reassign", therapist_id=str(care.ben.id))


async def discharge(care: Care, gus: Person) -> Response:
    return await act_on_client(gus, care.ana, "discharge")


async def readmit(care: Care, gus: Person) -> Response:
    return await act_on_client(gus, care.ana, "readmit")


async def deactivate(care: Care, gus: Person) -> Response:
    return await gus.post(f"{THERAPISTS}/{care.ben.id}/deactivate")


async def hand_over(care: Care, gus: Person) -> Response:
    to = {"reassign_to": str(care.cast.dora.id)}
    return await gus.post(f"{THERAPISTS}/{care.ben.id}/deactivate", to)


async def reactivate(care: Care, gus: Person) -> Response:
    return await gus.post(f"{THERAPISTS}/{care.ben.id}/reactivate")


async def take_admin(care: Care, gus: Person) -> Response:
    return await edit(gus, care.ben, admin=False)


async def give_admin(care: Care, gus: Person) -> Response:
    return await edit(gus, care.ben, admin=True)


async def both_back(care: Care, gus: Person) -> Response:
    body_of(await reactivate(care, gus))
    return await reassign_back(care, gus)


# What ends the relationship of Ben with his client, and what begins it anew.
OF_CLIENTS: dict[str, tuple[Act, Act]] = {
    "her consent": (withdraw, grant),
    "her care": (reassign, reassign_back),
    "the care of all": (hand_over, both_back),
    "his work": (deactivate, reactivate),
    "the course": (discharge, readmit),
}
OF_THERAPISTS: dict[str, tuple[Act, Act]] = {
    "his work": (deactivate, reactivate),
    "his right": (take_admin, give_admin),
}


async def live_codes(care: Care) -> list[OneTimeCode]:
    query = select(OneTimeCode).where(
        OneTimeCode.used_at.is_(None), OneTimeCode.revoked_at.is_(None)
    )
    return list(await care.rows(query))


@pytest.mark.parametrize("what", OF_CLIENTS)
async def test_a_clients_codes_end_with_what_they_were_made_in_and_stay_dead(care, http, what):
    end, begin_again = OF_CLIENTS[what]
    gus = await at_work(care, "Gus", admin=True)
    await give_password(care, care.ana, ANA)
    codes = [await invite(care), await issued(care, care.ana, "password_reset", care.ben)]
    body_of(await end(care, gus))
    wrong = await redeem(http, NOBODYS, password=PASSWORD)
    assert problem(wrong) == (404, "wrong_code")
    assert alike(wrong, await redeem(http, codes[0], password=PASSWORD))
    assert alike(wrong, *[await reset(http, code) for code in codes])
    assert await live_codes(care) == []
    body_of(await begin_again(care, gus))
    assert alike(wrong, *[await reset(http, code) for code in codes])
    assert alike(wrong, await redeem(http, codes[0], password=PASSWORD))


@pytest.mark.parametrize("what", OF_THERAPISTS)
async def test_a_therapists_invite_ends_with_its_maker_and_stays_dead(care, http, what):
    end, begin_again = OF_THERAPISTS[what]
    gus = await at_work(care, "Gus", admin=True)
    code = (await invited(care))["invite"]["code"]
    own = {"email": "dan@example.org", "password": PASSWORD}
    body_of(await end(care, gus))
    assert problem(await redeem(http, code, **own)) == (404, "wrong_code")
    assert await live_codes(care) == []
    body_of(await begin_again(care, gus))
    assert problem(await redeem(http, code, **own)) == (404, "wrong_code")


@pytest.mark.parametrize("what", OF_CLIENTS)
async def test_whatever_was_not_revoked_comes_to_life_by_no_new_beginning(care, http, what):
    """As what was made while the end was under way, or ended before codes were revoked."""
    end, begin_again = OF_CLIENTS[what]
    gus = await at_work(care, "Gus", admin=True)
    code = await invite(care)
    body_of(await end(care, gus))
    async with transaction(care.sessions) as session:
        await session.execute(update(OneTimeCode).values(revoked_at=None))
    assert problem(await redeem(http, code)) == (404, "wrong_code")
    body_of(await begin_again(care, gus))
    assert problem(await redeem(http, code)) == (404, "wrong_code")


async def test_it_is_also_looked_at_as_it_is_redeemed_whoever_ended_it(care, http):
    ends = {
        Client: {"sharing_withdrawn_at": care.clock.at},
        CareLink: {"ended_at": care.clock.at},
        Account: {"deactivated_at": care.clock.at},
    }
    whose = {Client: care.ana.id, CareLink: care.ana.id, Account: care.ben.id}
    keys = {Client: Client.id, CareLink: CareLink.client_id, Account: Account.id}
    code = await invite(care)
    for table, ended in ends.items():
        of = update(table).where(keys[table] == whose[table])
        async with transaction(care.sessions) as session:
            await session.execute(of.values(ended))
        assert problem(await redeem(http, code)) == (404, "wrong_code"), table
        async with transaction(care.sessions) as session:
            await session.execute(of.values(dict.fromkeys(ended)))
    assert (await redeem(http, code)).status_code == 200


async def test_what_an_operator_made_outlives_all_but_the_account(care, http):
    gus = await at_work(care, "Gus", admin=True)
    await give_password(care, care.ana, ANA)
    code = await issued(care, care.ana, "password_reset", None)
    for end in (withdraw, reassign, discharge, deactivate):
        body_of(await end(care, gus))
    assert [row.created_by for row in await live_codes(care)] == [None]
    body_of(await reset(http, code))
    closed = await issued(care, care.cast.dora, "password_reset", None)
    path = f"{THERAPISTS}/{care.cast.dora.id}"
    for verb in ("deactivate", "reactivate"):
        body_of(await gus.post(f"{path}/{verb}"))
        assert problem(await reset(http, closed)) == (404, "wrong_code")


async def test_a_code_of_who_goes_on_caring_stays_good(care, http):
    shared = {"client_id": care.ana.id, "practice_id": care.ana.practice_id}
    async with transaction(care.sessions) as session:
        link = CareLink(created_at=care.clock.at, therapist_id=care.cast.dora.id, **shared)
        session.add(link)
    code = body_of(await care.cast.dora.post(f"/v1/clients/{care.ana.id}/invites"), 201)["code"]
    body_of(await reassign(care, care.ben))
    assert (await redeem(http, code)).status_code == 200


async def test_others_codes_are_left_alone(care, casting, http):
    ida = await casting.client(care.ben, "Ida")
    of_ida, of_cy = await invite(care, ida), await issued(care, care.cast.cy, "invite", None)
    await invite(care)
    await withdraw(care, care.ben)
    assert len(await live_codes(care)) == 2
    for code in (of_ida, of_cy):
        assert (await redeem(http, code)).status_code == 200


async def test_redeeming_changes_nothing_of_what_she_shares(care, http):
    code = await invite(care)
    body_of(await care.ana.put(CONSENTS, {"share_with_therapist": True}))
    before = await care.rows(select(Consent.granted))
    body_of(await redeem(http, code))
    body_of(await withdraw(care, care.ben))
    operators = await issued(care, care.ana, "invite", None)
    body_of(await redeem(http, operators))
    (item,) = body_of(await care.ana.get(CONSENTS))["items"]
    assert item["granted"] is False
    assert await care.rows(select(Consent.granted)) == [*before, False]
    assert problem(await care.ben.get(f"/v1/clients/{care.ana.id}")) == (404, "not_found")


async def test_what_was_redeemed_before_is_still_answered_to_who_redeemed_it(care, http):
    """Her own sign-in goes on when she no longer shares."""
    body = {"code": await invite(care), "timezone": "Europe/Berlin"}
    key = {"idempotency-key": "one"}
    first = await http.post(f"{AUTH}/redeem-invite", json=body, headers=key)
    body_of(await withdraw(care, care.ben))
    again = await http.post(f"{AUTH}/redeem-invite", json=body, headers=key)
    assert again.content == first.content
    other = await http.post(f"{AUTH}/redeem-invite", json=body, headers={"idempotency-key": "2"})
    assert problem(other) == (404, "wrong_code")


@pytest.mark.parametrize("end", [withdraw, reassign, discharge, deactivate, hand_over])
async def test_an_end_and_a_redemption_at_once_both_go_through_in_some_order(care, http, end):
    """Both change her reminders, too: those of a session to come, and by a new zone all."""
    gus = await at_work(care, "Gus", admin=True)
    session = {"starts_at": "2026-03-06T09:00:00Z"}
    body_of(await care.ben.post(f"/v1/clients/{care.ana.id}/appointments", session), 201)
    await care.prescribe("12:00")
    for zone in ("America/Bogota", "Asia/Tokyo", "Europe/Berlin", "America/New_York"):
        code = await issued(care, care.ana, "invite", care.ben)
        async with asyncio.timeout(WITHIN_S):
            ended, redeemed = await asyncio.gather(
                end(care, gus), redeem(http, code, timezone=zone)
            )
        assert ended.status_code == 200
        assert redeemed.status_code in (200, 404)
        assert await live_codes(care) == []
        body_of(await {discharge: readmit, withdraw: grant}.get(end, both_back)(care, gus))
