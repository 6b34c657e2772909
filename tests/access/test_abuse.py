"""Requests that are wrong before anybody looks at what they say."""

import gzip
import json
from collections.abc import AsyncIterator
from typing import Any

import jwt
from httpx2 import Response

from api.platform.http.uploads import is_upload
from tests.access_table import ROWS
from tests.acting.care import body_of, problem
from tests.acting.credentials import AUTH, BEN, PASSWORD, give_password, sign_in
from tests.cast import Person
from tests.databases import KEY

JSON = {"content-type": "application/json"}
IDA = {"name": "Ida", "timezone": "Europe/Berlin"}
CLIENTS = "/v1/clients"
NO_ID = "00000000-0000-4000-8000-000000000000"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


async def post(person: Person, body: Any, path: str = CLIENTS, **headers: str) -> Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return await person.call("POST", path, content=body, headers=JSON | named)


async def chunks(size: int) -> AsyncIterator[bytes]:
    for _ in range(size // 50_000):
        yield b"x" * 50_000


def is_problem(answer: Response, status: int, code: str) -> bool:
    """Tell whether an answer is this refusal, and whole."""
    body = answer.json()
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    assert answer.headers["x-request-id"] == body["request_id"]
    assert body["type"] == f"/problems/{body['code']}"
    assert body["title"].endswith(".")
    assert body["retryable"] is (body["status"] in (429, 503))
    assert all(error.keys() == {"pointer", "code"} for error in body["errors"])
    sent = {"method": answer.request.method, "path": answer.request.url.path}
    more = {"server_time"} if is_upload(sent) else set()
    assert body.keys() == more | {
        *("type", "title", "status", "code", "errors", "request_id", "retryable")
    }
    return (answer.status_code, body["status"], body["code"]) == (status, status, code)


async def test_a_body_of_5_mb_is_413_however_it_comes(care, http):
    big = b'{"name": "' + b"a" * 5_000_000 + b'"}'
    for path in (CLIENTS, f"{AUTH}/sign-in", "/v1/no-such-thing", f"{AUTH}/sign-out"):
        refused = await post(care.ben, big, path)
        assert is_problem(refused, 413, "body_too_large"), path
        most = "8 KiB" if path.startswith(AUTH) else "1 MiB"
        assert refused.json()["title"] == f"The body is larger than {most}."
        without_token = await http.post(path, content=big, headers=JSON)
        assert is_problem(without_token, 413, "body_too_large"), path
    for path in (CLIENTS, f"{AUTH}/sign-in"):
        assert is_problem(await post(care.ben, chunks(5_000_000), path), 413, "body_too_large")
    assert len(body_of(await care.ben.get(CLIENTS))["items"]) == 1


async def test_a_body_of_just_under_1_mib_is_read(care):
    padded = json.dumps(IDA).ljust(1024 * 1024)
    assert (await post(care.ben, padded)).status_code == 201
    assert is_problem(await post(care.ben, padded + " "), 413, "body_too_large")


async def test_a_body_for_signing_in_has_8_kib_at_most(care, http):
    await give_password(care, care.ben, BEN)
    padded = json.dumps({"email": BEN, "password": PASSWORD}).ljust(8 * 1024)
    assert (await http.post(f"{AUTH}/sign-in", content=padded, headers=JSON)).status_code == 200
    for path in ("sign-in", "refresh", "redeem-invite", "reset-password", "no-such-thing"):
        for body in (padded + " ", chunks(50_000)):
            refused = await http.post(f"{AUTH}/{path}", content=body, headers=JSON)
            # Nobody reads a body where there is nothing.
            unread = path == "no-such-thing" and not isinstance(body, str)
            status, code = (404, "not_found") if unread else (413, "body_too_large")
            assert is_problem(refused, status, code), path


async def test_a_compressed_body_is_415(care):
    for encoding in ("gzip", "deflate", "br", "zstd", "gzip, identity", "GZIP"):
        body = gzip.compress(json.dumps(IDA).encode())
        refused = await post(care.ben, body, content_encoding=encoding)
        assert is_problem(refused, 415, "compressed_body"), encoding
    plain = await post(care.ben, json.dumps(IDA), content_encoding="identity")
    assert plain.status_code == 201


async def test_a_body_of_another_kind_is_415(care, http):
    body = json.dumps(IDA)
    wrong = ["text/plain", "text/json", "application/x-www-form-urlencoded", "multipart/form-data"]
    wrong += ["application/xml", "application/problem+json", "application/jsonx", "", "json"]
    for kind in wrong:
        assert is_problem(await post(care.ben, body, content_type=kind), 415, "not_json"), kind
    headers = {"authorization": f"Bearer {care.ben.token}"}
    unsaid = await http.post(CLIENTS, content=body.encode(), headers=headers)
    assert is_problem(unsaid, 415, "not_json")
    for kind in ("application/json; charset=utf-8", "Application/JSON"):
        assert (await post(care.ben, body, content_type=kind)).status_code == 201


async def test_a_method_that_is_not_declared_is_405_and_told_all_that_are(care, app, http):
    filled = {"client_id": NO_ID, "prescription_id": NO_ID, "log_id": NO_ID, "slug": "chin-tuck"}
    filled |= {"therapist_id": NO_ID, "excused_id": NO_ID, "alert_id": NO_ID}
    filled |= {"episode_id": NO_ID, "appointment_id": NO_ID, "monday": "2026-03-02"}
    filled |= {"reminder_id": NO_ID, "sign_in_id": NO_ID, "passkey_id": NO_ID}
    filled |= {"goal_id": NO_ID, "export_id": NO_ID}
    for path, declared in app.openapi()["paths"].items():
        allowed = {method.upper() for method in declared}
        url = path.format(**filled, date="2026-03-02", installation_id="phone")
        for method in {*METHODS, "HEAD", "OPTIONS", "TRACE"} - allowed:
            refused = await care.ben.call(method, url)
            assert refused.status_code == 405, (method, path)
            assert set(refused.headers["allow"].split(", ")) == allowed, (method, path)
            if method != "HEAD":
                assert is_problem(refused, 405, "method_not_allowed")
    assert (await http.delete(f"{AUTH}/sign-in")).status_code == 405


async def test_a_path_that_nobody_declared_is_404(care, http):
    for path in (
        "/v1",
        "/v1/clients/",
        "/nowhere",
        "/v1/%00",
        "/v2/clients",
        "/v1/me/log",
        "//v1/me",
    ):
        assert is_problem(await care.ana.get(path), 404, "not_found"), path
        assert is_problem(await http.get(path), 404, "not_found"), path


async def test_an_edited_cursor_is_400(care):
    await care.prescribe("09:00")
    await care.prescribe("10:00")
    path = f"{CLIENTS}/{care.ana.id}/prescriptions"
    cursor = body_of(await care.ben.get(path, params={"limit": 1}))["next_cursor"]
    head, claims, signature = cursor.split(".")
    said = jwt.decode(cursor, options={"verify_signature": False})
    forged = [
        cursor[:-2],
        f"{head}.{claims[:-4]}.{signature}",
        "x" * 500,
        "a.b.c",
        "",
        "%00",
        NO_ID,
    ]
    forged += [jwt.encode(said, "another-key-of-at-least-32-characters"), care.ben.token]
    forged += [jwt.encode(said, None, "none"), jwt.encode({"after": NO_ID}, KEY)]
    forged += [jwt.encode(said | {"after": value}, KEY) for value in ("1", 7, None, ["x"])]
    for bad in forged:
        refused = await care.ben.get(path, params={"cursor": bad})
        assert is_problem(refused, 400, "bad_cursor"), bad
    assert (await care.ben.get(path, params={"cursor": "x" * 501})).status_code == 422


async def test_an_app_that_is_too_old_may_hand_in_and_ask_what_is_new_and_nothing_else(care):
    item = await care.prescribe("09:00")
    care.ana.headers["x-app-version"] = "0.9.9"
    log = await care.log(item, "2026-03-02", "09:00")
    assert log.status_code == 201
    assert (await care.undo(log.json()["id"])).status_code == 200
    assert (await care.check_in("2026-03-02")).status_code == 201
    for path in ("/v1/app-config", "/livez", "/readyz"):
        assert (await care.ana.get(path)).status_code == 200
    refreshed = await care.ana.post(f"{AUTH}/refresh", {"refresh_token": "none of ours"})
    assert is_problem(refreshed, 401, "refresh_token_invalid")
    for method, path in (("GET", "/v1/me"), ("GET", "/v1/me/today"), ("GET", "/v1/me/check-ins")):
        assert is_problem(await care.ana.call(method, path), 426, "app_outdated"), path
    assert is_problem(await care.ana.patch("/v1/me", {}), 426, "app_outdated")
    assert is_problem(await care.ana.post(f"{AUTH}/sign-out"), 426, "app_outdated")
    phone = {"platform": "ios", "target": {"kind": "token", "value": "t"}}
    assert is_problem(await care.ana.put("/v1/me/devices/x", phone), 426, "app_outdated")


async def test_what_counts_as_too_old(care):
    for version, status in {
        "0.9.9": 426,
        "0.10": 426,
        "0": 426,
        "0.9.9+build.7": 426,
        "1.0.0": 200,
        "1": 200,
        "1.0.0+7": 200,
        "10.0.0": 200,
        "": 200,
        "newest": 200,
        "1.x": 200,
        "9" * 400: 200,
    }.items():
        answer = await care.ana.get("/v1/me", headers={"x-app-version": version})
        assert answer.status_code == status, version


async def test_an_address_that_a_caller_claims_is_not_believed(care, http):
    await give_password(care, care.ben, BEN)
    for number in range(11):
        http.headers["x-forwarded-for"] = f"198.51.100.{number}"
        answer = await sign_in(http, BEN, "a wrong password each time")
    assert is_problem(answer, 429, "too_many_attempts")


async def test_refusals_of_every_kind_are_whole_problems(care, http):
    item = await care.prescribe("09:00")
    edit = f"/v1/prescriptions/{item['id']}"
    stale = {"if-match": '"stale"'}
    assert is_problem(await http.get("/v1/me"), 401, "unauthenticated")
    assert is_problem(await care.ana.get(CLIENTS), 403, "forbidden")
    assert is_problem(await care.ben.get(f"{CLIENTS}/{NO_ID}"), 404, "not_found")
    assert is_problem(await care.ben.patch(edit, {}), 428, "if_match_required")
    assert is_problem(await care.ben.patch(edit, {}, headers=stale), 412, "stale_edit")
    await care.act_on(item, "stop")
    paused = await care.ben.post(f"{edit}/pause")
    assert is_problem(paused, 409, "prescription_stopped")


async def test_an_id_that_is_none_is_422_and_told_where(care):
    wrong = {"client_id": "x' OR 1=1", "prescription_id": "7"}
    wrong |= {"episode_id": "7", "appointment_id": "7", "excused_id": "7", "goal_id": "7"}
    wrong["export_id"] = "7"
    wrong["date"] = "2026-03-02"
    for name, row in ROWS.items():
        if row.whose == "client" and name.startswith("GET"):
            path = name.removeprefix("GET ").format(**wrong)
            who = care.ana if row.may == "client" else care.ben
            refused = await who.get(path)
            assert is_problem(refused, 422, "invalid"), name
            assert refused.json()["errors"][0]["code"] == "uuid_parsing"
            assert refused.json()["errors"][0]["pointer"].startswith("/path/")
    assert problem(await care.ben.get(f"{CLIENTS}/%00"))[0] == 422
