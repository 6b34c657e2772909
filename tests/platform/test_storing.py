"""What answers say of storing them, and that their types are not to be guessed."""

import json

from tests.access_table import ROWS
from tests.access_world import build_world
from tests.acting.care import Care, body_of
from tests.acting.credentials import AUTH, BEN, PASSWORD, give_password, sign_in

PRIVATE, NO_STORE = "private, no-cache", "no-store"
JSON = {"content-type": "application/json"}


def said(answer) -> tuple[int, str, str]:
    headers = answer.headers
    assert len(headers.get_list("cache-control")) == 1
    return (
        answer.status_code,
        headers["cache-control"],
        headers["x-content-type-options"],
    )


async def test_a_read_is_for_the_caller_alone_who_asks_about_it_each_time(care):
    world = await build_world(care)
    for name, row in ROWS.items():
        if not name.startswith("GET") or name == "GET /invite":
            continue
        who = {"public": None, "anyone": "ana", "client": "ana"}.get(row.may, "ben")
        read = await world.ask(name, who)
        if name == "GET /readyz" and read.status_code == 503:
            continue
        if name.endswith("/archive"):
            # All that is kept of somebody is in it: not even her own browser keeps that.
            assert said(read) == (200, "no-store", "nosniff"), name
            continue
        assert said(read) == (200, PRIVATE, "nosniff"), name
        known = {"if-none-match": read.headers["etag"]}
        if not name.endswith(("/metrics", "/access-log", "/audit")):
            again = await world.ask(name, who, headers=known)
            assert said(again) == (304, PRIVATE, "nosniff"), name


async def test_tokens_are_never_stored(care, http):
    await give_password(care, care.ben, BEN)
    signed_in = await sign_in(http)
    assert said(signed_in) == (200, NO_STORE, "nosniff")
    token = body_of(signed_in)["refresh_token"]
    refreshed = await http.post(f"{AUTH}/refresh", json={"refresh_token": token})
    assert said(refreshed) == (200, NO_STORE, "nosniff")
    invite = await care.ben.post(f"/v1/clients/{care.ana.id}/invites")
    assert said(invite) == (201, NO_STORE, "nosniff")
    told = {"code": body_of(invite, 201)["code"], "timezone": "UTC"}
    redeemed = await http.post(f"{AUTH}/redeem-invite", json=told)
    assert said(redeemed) == (200, NO_STORE, "nosniff")
    assert PASSWORD not in redeemed.text


async def test_no_answer_to_a_write_is_stored(care: Care):
    made = await care.ben.post("/v1/clients", {"name": "Ida", "timezone": "UTC"})
    ida, etag = f"/v1/clients/{made.json()['id']}", {"if-match": made.json()["etag"]}
    assert said(made) == (201, NO_STORE, "nosniff")
    assert said(await care.ben.patch(ida, {}, headers=etag)) == (200, NO_STORE, "nosniff")
    checked_in = await care.check_in("2026-03-02")
    assert said(checked_in) == (201, NO_STORE, "nosniff")
    assert said(await care.undo_check_in("2026-03-02")) == (200, NO_STORE, "nosniff")
    gone = await care.ana.delete("/v1/me/devices/none")
    assert said(gone)[1:] == (NO_STORE, "nosniff")


async def test_no_refusal_is_stored_whoever_refuses(care: Care, http):
    one = f"/v1/clients/{care.ana.id}"
    asked = {
        400: care.ben.call("POST", "/v1/clients", content="{", headers=JSON),
        401: http.get("/v1/me"),
        403: care.ana.get("/v1/clients"),
        404: http.get("/no-such-thing"),
        405: http.delete("/v1/me/today"),
        412: care.ben.patch(one, {}, headers={"if-match": '"x"'}),
        413: care.ben.call("POST", "/v1/clients", content=b"x" * 2_000_000, headers=JSON),
        415: care.ben.call("POST", "/v1/clients", content=b"x"),
        422: care.ben.get("/v1/clients", params={"limit": "none"}),
        426: care.ana.get("/v1/me", headers={"x-app-version": "0.1.0"}),
        428: care.ben.patch(one, {}),
    }
    for status, refused in asked.items():
        assert said(await refused) == (status, NO_STORE, "nosniff"), status
    head = await http.request("HEAD", "/livez")
    assert said(head) == (405, NO_STORE, "nosniff")


async def test_a_fault_of_ours_is_not_stored_either(care, app, http, monkeypatch):
    async def broken(*_: object) -> None:
        raise ValueError(json.dumps(JSON))

    monkeypatch.setattr("api.operations.routes.read_health", broken)
    assert said(await http.get("/readyz")) == (500, NO_STORE, "nosniff")


async def test_pages_for_everybody_say_for_themselves_what_may_be_stored(http):
    assert said(await http.get("/invite")) == (200, "public, max-age=3600", "nosniff")
    for path in ("/docs", "/docs/page.js", "/docs/swagger-ui-bundle.js", "/docs/swagger-ui.css"):
        assert said(await http.get(path)) == (200, "public, no-cache", "nosniff")
    assert said(await http.get("/openapi.json")) == (200, PRIVATE, "nosniff")
