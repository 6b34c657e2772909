"""Rows about copies of one's data, and about what is left of whoever is erased."""

from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import select

from api.erasure.erasing import GRACE
from api.tables import CheckIn, KeptAnswer
from tests.abuse.table import CLIENTS, TODAY, House, row
from tests.acting.care import body_of, problem
from tests.acting.credentials import ANA, AUTH, PASSWORD, invite, redeem, refresh, see
from tests.acting.erasing import DAYS, ask_for_mine, erase
from tests.acting.exporting import MINE, exports_of, work
from tests.acting.practice import at_work, reassign
from tests.acting.repeating import ITEM, KEY, prescriptions, send
from tests.acting.syncing import SYNC, change

NOT_FOUND, NO_TOKEN = (404, "not_found"), (401, "token_revoked")


async def erased(house: House) -> None:
    """Carry out the erasure that Ana has asked for, once its time has come."""
    house.care.clock.at += GRACE
    house.care.sign_in_again()
    with TemporaryDirectory() as folder:
        assert await erase(house.care, Path(folder) / "erased.jsonl") == 1


@row(
    "token after an erasure was asked for, and after it: 401",
    "erasure/test_asking.py::test_every_token_of_hers_dies_at_once",
    "erasure/test_erasing.py::test_her_tokens_and_her_password_open_nothing",
)
async def _(house: House) -> None:
    tokens = body_of(await redeem(house.http, await invite(house.care)))
    await ask_for_mine(house.care)

    async def nothing_opens() -> None:
        for path in ("/v1/me", "/v1/vocabulary", f"{MINE}s"):
            assert problem(await see(house.http, tokens["access_token"], path)) == NO_TOKEN
        assert problem(await refresh(house.http, tokens["refresh_token"]))[0] == 401

    await nothing_opens()
    # Before it dies by itself, as it does after a quarter of an hour.
    house.care.clock.at += timedelta(minutes=14)
    await nothing_opens()
    house.care.clock.at += DAYS - timedelta(minutes=14)
    await erased(house)
    house.care.renew(house.care.ana)
    assert problem(await house.care.ana.get("/v1/me")) == NO_TOKEN
    assert problem(await refresh(house.http, tokens["refresh_token"]))[0] == 401


@row("second export at once: 429", "exports/test_asking.py::test_a_second_one_at_once_is_429")
async def _(house: House) -> None:
    for me, path in ((house.care.ana, MINE), (house.care.ben, exports_of(house.care))):
        body_of(await me.post(path), 202)
        assert problem(await me.post(path)) == (429, "export_under_way")


@row(
    "an archive of another: 404, also while it is made and after a hand-over",
    "exports/test_asking.py::test_hers_and_her_therapists_do_not_wait_for_each_other",
    "exports/test_asking.py::test_when_the_care_ends_the_therapists_copy_is_out_of_reach",
)
async def _(house: House) -> None:
    care, path = house.care, exports_of(house.care)
    dan = await at_work(care, "Dan", admin=True)
    his = f"{path}s/{body_of(await care.ben.post(path), 202)['id']}"
    others = [care.cast.dora, care.cast.eve, dan]

    async def is_out_of_reach() -> None:
        for who in others:
            for end in ("", "/archive"):
                assert problem(await who.get(f"{his}{end}")) == NOT_FOUND
        for client in (care.ana, care.cast.cy):
            assert problem(await client.get(f"{his}/archive")) == (403, "forbidden")
            assert problem(await client.get(his.replace(path, MINE))) == NOT_FOUND

    await is_out_of_reach()
    await work(care)
    await is_out_of_reach()
    assert (await care.ben.get(f"{his}/archive")).status_code == 200
    await reassign(care, dan)
    others.append(care.ben)
    await is_out_of_reach()
    # Who cares for her now has one of her own made.
    assert body_of(await dan.get(f"{path}s"))["items"] == []
    body_of(await dan.post(path), 202)


@row("the cursor of an erased client: 401 for her, 400 for another")
async def _(house: House) -> None:
    care, said = house.care, {"recorded_at": house.care.clock.at.isoformat(), "date": TODAY}
    cursor = body_of(await care.ana.post(SYNC, {"cursor": None, "changes": []}))["cursor"]
    sent = {"cursor": cursor, "changes": [change("check_in", pain_average=3, **said)]}
    await ask_for_mine(care)
    assert problem(await care.ana.post(SYNC, sent)) == NO_TOKEN
    care.clock.at += DAYS
    await erased(house)
    assert problem(await care.ana.post(SYNC, sent)) == NO_TOKEN
    assert problem(await care.cast.cy.post(SYNC, sent)) == (400, "bad_cursor")
    assert await care.rows(select(CheckIn)) == []


@row(
    "a request sent again about an erased client: 404, and nothing is created",
    "access/test_idempotency_privacy.py::test_what_is_kept_goes_with_the_person",
)
async def _(house: House) -> None:
    care = house.care
    await ask_for_mine(care)
    care.clock.at += DAYS - timedelta(hours=1)
    care.renew(care.ben)
    first = body_of(await send(care.ben, prescriptions(care), ITEM), 201)
    assert body_of(await send(care.ben, prescriptions(care), ITEM), 201) == first
    care.clock.at += timedelta(hours=1)
    await erased(house)
    assert problem(await send(care.ben, prescriptions(care), ITEM)) == NOT_FOUND
    assert problem(await care.ben.get(f"/v1/prescriptions/{first['id']}")) == NOT_FOUND
    assert problem(await care.ben.get(f"{CLIENTS}/{care.ana.id}")) == NOT_FOUND
    assert await care.rows(select(KeptAnswer)) == []


@row(
    "an invite redeemed again by who asked to be erased since: nothing that opens anything",
    "accounts/test_invites_redeemed_again.py::test_",
)
async def _(house: House) -> None:
    care, path, key = house.care, f"{AUTH}/redeem-invite", {"idempotency-key": KEY}
    body = {"code": await invite(care), "timezone": "Europe/Berlin"}
    body |= {"email": ANA, "password": PASSWORD}
    first = body_of(await house.http.post(path, json=body, headers=key))
    again = body_of(await house.http.post(path, json=body, headers=key))
    assert again == first
    await ask_for_mine(care)
    refused = await house.http.post(path, json=body, headers=key)
    assert problem(refused) == (404, "wrong_code")
    assert first["access_token"] not in refused.text
