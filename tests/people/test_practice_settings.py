"""Admins who need a second factor: what they may do without one, and that nobody is locked out."""

import pytest
from httpx2 import Response
from sqlalchemy import select

from api.tables import AuditEvent
from tests.acting.care import Care, body_of, problem
from tests.acting.credentials import BEN, PASSWORD, give_password
from tests.acting.practice import THERAPISTS, at_work
from tests.acting.second_factors import MINE, RECOVERY, code_at, give_factor
from tests.cast import Person

PRACTICE = "/v1/practice"
NEEDED = (403, "second_factor_needed")


async def ask_for(me: Person, needed: bool) -> Response:
    etag = (await me.get(PRACTICE)).headers.get("etag", '"x"')
    body = {"admins_need_second_factor": needed}
    return await me.patch(PRACTICE, body, headers={"if-match": etag})


@pytest.fixture
async def mia(care: Care) -> Person:
    """Another admin of Ben's practice, where admins need a second factor and he has one."""
    mia = await at_work(care, "Mia", admin=True)
    await give_password(care, care.ben, BEN)
    await give_factor(care, care.ben)
    body_of(await ask_for(care.ben, True))
    return mia


async def test_who_asks_for_it_has_one_herself(care: Care) -> None:
    assert problem(await ask_for(care.ben, True)) == (409, "own_second_factor_first")
    await give_factor(care, care.ben)
    shown = body_of(await ask_for(care.ben, True))
    assert shown["admins_need_second_factor"] is True
    assert body_of(await care.ben.get(PRACTICE)) == shown
    assert body_of(await ask_for(care.ben, False))["admins_need_second_factor"] is False
    noted = await care.rows(select(AuditEvent.action).order_by(AuditEvent.id))
    assert [each for each in noted if "admins" in each] == [
        "require second factor of admins",
        "release second factor of admins",
    ]


async def test_a_practice_that_changed_meanwhile_is_not_overwritten(care: Care) -> None:
    await give_factor(care, care.ben)
    old = (await care.ben.get(PRACTICE)).headers["etag"]
    body_of(await ask_for(care.ben, True))
    body = {"admins_need_second_factor": False}
    stale = await care.ben.patch(PRACTICE, body, headers={"if-match": old})
    assert problem(stale) == (412, "stale_edit")


async def test_an_admin_without_one_administers_nothing(care: Care, mia: Person) -> None:
    answers = {
        "people": await mia.get(THERAPISTS),
        "audit": await mia.get("/v1/audit"),
        "settings": await mia.get(PRACTICE),
        "release": await ask_for(mia, False),
        "invite": await mia.post(THERAPISTS, {"name": "Nia"}),
        "reassign": await mia.post(
            f"/v1/clients/{care.ana.id}/reassign", {"therapist_id": str(mia.id)}
        ),
    }
    assert {what: problem(each) for what, each in answers.items()} == dict.fromkeys(answers, NEEDED)
    # She is no admin to a client of somebody else's either.
    assert problem(await mia.post(f"/v1/clients/{care.ana.id}/discharge", {}))[0] == 404


async def test_she_cares_for_her_clients_as_before(mia: Person) -> None:
    added = await mia.post("/v1/clients", {"name": "Ida", "timezone": "Europe/Berlin"})
    client = body_of(added, 201)["id"]
    body_of(await mia.get("/v1/caseload"))
    assert (await mia.post(f"/v1/clients/{client}/discharge", {})).is_success


async def test_she_sets_one_up_by_herself_and_administers_again(care: Care, mia: Person) -> None:
    assert body_of(await mia.get(MINE))["required"] is True
    begun = body_of(await mia.post(MINE, {"current_password": PASSWORD}))
    assert problem(await mia.get(THERAPISTS)) == NEEDED
    code = code_at(care.clock.at, secret=begun["secret"])
    body_of(await mia.post(f"{MINE}/confirm", {"code": code}))
    body_of(await mia.get(THERAPISTS))


async def test_whoever_removes_hers_administers_no_longer(care: Care, mia: Person) -> None:
    removal = {"current_password": PASSWORD, "code": RECOVERY}
    assert (await care.ben.post(f"{MINE}/remove", removal)).status_code == 204
    assert problem(await care.ben.get(THERAPISTS)) == NEEDED
    assert mia


async def test_another_practice_and_who_is_no_admin_notice_nothing(care: Care, mia: Person) -> None:
    body_of(await care.cast.eve.get(THERAPISTS))
    assert body_of(await care.cast.dora.get(MINE))["required"] is False
    assert problem(await care.cast.dora.get(THERAPISTS)) == (403, "forbidden")
    assert mia
