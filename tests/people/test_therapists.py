from asyncio import gather
from uuid import UUID, uuid4

from sqlalchemy import select

from api.tables import Account
from tests.acting.care import body_of, problem, refusals
from tests.acting.credentials import AUTH, OTHER, PASSWORD, redeem, see, sign_in
from tests.acting.practice import (
    DORA,
    THERAPISTS,
    at_work,
    deactivate,
    edit,
    invited,
    read,
    staff_noted,
)


async def test_who_is_invited_chooses_email_and_password_and_signs_in_as_anyone(care, http):
    made = await invited(care)
    assert made["therapist"] == {
        "id": made["therapist"]["id"],
        "name": "Dan",
        "email": None,
        "admin": False,
        "status": "invited",
        "clients": 0,
        "created_at": "2026-03-02T08:00:00Z",
        "etag": made["therapist"]["etag"],
    }
    invite = made["invite"]
    assert invite["link"].endswith(f"/invite#{invite['code']}")
    assert invite["expires_at"] == "2026-03-05T08:00:00Z"
    dan = {"email": "dan@example.org", "password": PASSWORD, "timezone": "Asia/Tokyo"}
    account = body_of(await redeem(http, invite["code"], **dan))["account"]
    assert (account["role"], account["admin"], account["name"]) == ("therapist", False, "Dan")
    assert account["practice_id"] == str(care.ben.practice_id)
    tokens = body_of(await sign_in(http, "dan@example.org"))
    assert body_of(await see(http, tokens["access_token"], "/v1/clients"))["items"] == []
    (row,) = await care.rows(select(Account).where(Account.id == UUID(account["id"])))
    assert (row.timezone, row.locale) == ("Asia/Tokyo", "en")
    now = body_of(await care.ben.get(f"{THERAPISTS}/{account['id']}"))
    assert (now["status"], now["email"]) == ("active", "dan@example.org")


async def test_a_zone_a_language_and_the_right_may_be_said_and_the_zone_is_else_the_practices(care):
    await invited(care, "Dan", admin=True, timezone="America/Bogota", locale="es")
    await invited(care, "Dag")
    rows = await care.rows(select(Account).where(Account.name.in_(["Dan", "Dag"])))
    made = {row.name: (row.timezone, row.locale, row.admin) for row in rows}
    assert made == {
        "Dan": ("America/Bogota", "es", True),
        "Dag": ("Europe/Berlin", "en", False),
    }
    assert [action for action, _ in await staff_noted(care)] == [
        *("add therapist", "give admin", "add therapist")
    ]


async def test_a_therapists_first_invite_needs_email_and_password(care, http):
    code = (await invited(care))["invite"]["code"]
    assert refusals(await redeem(http, code)) == [("/email", "required")]
    own = {"email": "dan@example.org"}
    assert refusals(await redeem(http, code, **own)) == [("/password", "required")]
    short = await redeem(http, code, **own, password="too short")
    assert refusals(short) == [("/password", "password_too_short")]
    taken = await redeem(http, code, email="ben@example.org", password=PASSWORD)
    assert problem(taken) == (409, "email_unusable")
    body_of(await redeem(http, code, **own, password=PASSWORD))


async def test_an_invite_is_renewed_and_the_old_one_is_void(care, http):
    made = await invited(care)
    path = f"{THERAPISTS}/{made['therapist']['id']}/invites"
    fresh = body_of(await care.ben.post(path), 201)
    own = {"email": "dan@example.org", "password": PASSWORD}
    assert problem(await redeem(http, made["invite"]["code"], **own)) == (404, "wrong_code")
    body_of(await redeem(http, fresh["code"], **own))


async def test_an_invite_sets_a_new_password_for_who_forgot_it(care, http):
    dan = await at_work(care, "Dan")
    code = body_of(await care.ben.post(f"{THERAPISTS}/{dan.id}/invites"), 201)["code"]
    body_of(await http.post(f"{AUTH}/reset-password", json={"code": code, "password": OTHER}))
    assert (await dan.get("/v1/clients")).status_code == 401
    assert (await sign_in(http, "dan@example.org", PASSWORD)).status_code == 401
    assert (await sign_in(http, "dan@example.org", OTHER)).status_code == 200


async def test_the_list_is_by_name_in_pages_with_what_each_one_is(care):
    await at_work(care, "Abe")
    body_of(await deactivate(care, await at_work(care, "Zoe", admin=True)))
    items, cursor = [], None
    while True:
        asked = {"limit": 1} | ({"cursor": cursor} if cursor else {})
        page = body_of(await care.ben.get(THERAPISTS, params=asked))
        items += page["items"]
        if (cursor := page["next_cursor"]) is None:
            break
    shape = [(row["name"], row["admin"], row["status"], row["clients"]) for row in items]
    assert shape == [
        ("Abe", False, "active", 0),
        ("Ben", True, "active", 1),
        ("Dora", False, "active", 1),
        ("Zoe", True, "deactivated", 0),
    ]
    for row in items:
        assert body_of(await care.ben.get(f"{THERAPISTS}/{row['id']}")) == row


async def test_who_was_discharged_no_longer_counts(care):
    body_of(await care.ben.post(f"/v1/clients/{care.ana.id}/discharge"))
    assert (await read(care, care.ben))["clients"] == 0


async def test_an_edit_needs_the_etag_that_was_read(care):
    path = f"{THERAPISTS}/{care.cast.dora.id}"
    assert problem(await care.ben.patch(path, {"name": "Di"})) == (428, "if_match_required")
    etag = (await care.ben.get(path)).headers["etag"]
    first = await care.ben.patch(path, {"name": " Di "}, headers={"if-match": etag})
    assert body_of(first)["name"] == "Di"
    stale = await care.ben.patch(path, {"name": "Do"}, headers={"if-match": etag})
    assert problem(stale) == (412, "stale_edit")
    assert (
        first.headers["etag"] == body_of(first)["etag"] == (await care.ben.get(path)).json()["etag"]
    )


async def test_the_right_is_given_and_taken_at_once_and_both_are_noted(care):
    dora = care.cast.dora
    assert problem(await dora.get(THERAPISTS)) == (403, "forbidden")
    assert body_of(await edit(care.ben, dora, admin=True))["admin"] is True
    assert (await dora.get(THERAPISTS)).status_code == 200
    body_of(await edit(care.ben, dora, admin=True, name="Dora"))
    body_of(await edit(care.ben, dora, admin=False, name="Di"))
    assert problem(await dora.get(THERAPISTS)) == (403, "forbidden")
    done = ("give admin", "edit therapist", "take admin")
    assert await staff_noted(care) == [(action, str(dora.id)) for action in done]


async def test_whom_an_admin_does_not_employ_is_not_found(care):
    for nobody in (care.cast.eve.id, care.ana.id, care.cast.fay.id, uuid4()):
        path = f"{THERAPISTS}/{nobody}"
        tries = [care.ben.get(path)]
        tries += [care.ben.post(f"{path}/{verb}") for verb in STEPS]
        tries += [care.ben.patch(path, {"admin": True}, headers={"if-match": "*"})]
        for answer in await gather(*tries):
            assert problem(answer) == (404, "not_found")
    assert body_of(await care.cast.eve.get(f"{THERAPISTS}/{care.cast.eve.id}"))["name"] == "Eve"


STEPS = ("invites", "deactivate", "reactivate")


async def test_what_a_therapist_cannot_be_made_or_changed_with(care):
    wrong = {
        "/name": ({"name": " "}, "string_too_short"),
        "/admin": ({"name": "Dan", "admin": "true"}, "bool_type"),
        "/timezone": ({"name": "Dan", "timezone": "Mars/Olympus"}, "unknown_timezone"),
    }
    for pointer, (body, code) in wrong.items():
        assert refusals(await care.ben.post(THERAPISTS, body)) == [(pointer, code)]
    unknown = ("", "extra_forbidden")
    eves = str(care.cast.eve.practice_id)
    for more in ({"role": "client"}, {"email": DORA}, {"practice_id": eves}):
        assert refusals(await care.ben.post(THERAPISTS, {"name": "Dan"} | more)) == [unknown]
    for field, refusal in (
        ("role", unknown),
        ("practice_id", unknown),
        ("email", ("/email", "read_only")),
        ("status", ("/status", "read_only")),
    ):
        answer = await edit(care.ben, care.cast.dora, **{field: "x"})
        assert refusals(answer) == [refusal]
    for field in ("name", "admin"):
        answer = await edit(care.ben, care.cast.dora, **{field: None})
        assert answer.status_code == 422
