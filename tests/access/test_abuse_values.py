"""Bodies that are JSON and say what cannot be: nothing of it is stored, nothing is repeated."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from httpx2 import Response

from api.platform.clock import SetClock
from tests.access.test_abuse import is_problem
from tests.acting.care import Care, Json, body_of, refusals
from tests.acting.credentials import AUTH, PASSWORD

TODAY = "2026-03-02"
CHECK_IN = f"/v1/me/check-ins/{TODAY}"


@pytest.fixture
def check_in(clock: SetClock) -> Json:
    return {"id": str(uuid4()), "recorded_at": clock.now().isoformat()}


async def put(care: Care, path: str, body: Any) -> Response:
    """Put as Ana what json.dumps makes of a body, NaN and Infinity too."""
    headers = {"content-type": "application/json"}
    return await care.ana.call("PUT", path, content=json.dumps(body), headers=headers)


async def test_a_score_is_a_whole_number_from_0_to_10_and_nothing_like_it(care, check_in):
    for field in ("pain_average", "pain_worst", "sleep_quality", "stress"):
        for value in (11, -1, 10**30, "7", "", True, False, 7.5, 7.0, 1e400, float("nan"), [7], {}):
            refused = await put(care, CHECK_IN, check_in | {field: value})
            assert is_problem(refused, 422, "invalid"), (field, value)
            assert refused.json()["errors"][0]["pointer"] == f"/{field}"
        for value in (0, 10, None):
            assert (await put(care, CHECK_IN, check_in | {field: value})).status_code in (200, 201)


async def test_hours_and_flags_are_strict_too(care, check_in):
    for value in (24.5, -0.1, "7", True, float("nan"), float("inf"), float("-inf"), 1e400):
        refused = await put(care, CHECK_IN, check_in | {"sleep_hours": value})
        assert [pointer for pointer, _ in refusals(refused)] == ["/sleep_hours"], value
    for value in (0, 1, "true", "yes", "", 1.0):
        refused = await put(care, CHECK_IN, check_in | {"pain_medicine": value})
        assert refusals(refused) == [("/pain_medicine", "bool_type")], value
    assert body_of(await put(care, CHECK_IN, check_in | {"sleep_hours": 7}), 201)


async def test_nan_and_infinity_are_422_wherever_they_stand(care, check_in):
    for field in ("id", "note", "recorded_at", "red_flags", "body_map", "duration_s", "impact"):
        for value in (float("nan"), float("inf"), 1e400):
            refused = await put(care, CHECK_IN, check_in | {field: value})
            assert [pointer for pointer, _ in refusals(refused)] == [f"/{field}"], field
    assert body_of(await put(care, CHECK_IN, check_in | {"unheard_of": float("nan")}), 201)


async def test_an_instant_has_an_offset_and_a_year_of_ours(care, check_in):
    for instant, code in {
        "2026-03-02T08:00:00": "offset_missing",
        "2026-03-02 08:00:00": "offset_missing",
        "9999-12-31T23:59:59Z": "year_out_of_range",
        "0001-01-01T00:00:00+14:00": "year_out_of_range",
        "1772438400": "not_an_instant",
        "1e9": "not_an_instant",
        "2026-03-02": "not_an_instant",
        "now": "not_an_instant",
        "": "not_an_instant",
        1772438400: "not_text",
        True: "not_text",
        None: "not_text",
        "2026-13-02T08:00:00Z": "datetime_from_date_parsing",
        "2026-03-02T25:00:00Z": "datetime_from_date_parsing",
        "2026-03-02T08:00:00+25:00": "datetime_from_date_parsing",
    }.items():
        refused = await put(care, CHECK_IN, check_in | {"recorded_at": instant})
        assert refusals(refused) == [("/recorded_at", code)], instant


async def test_a_date_is_written_out_and_of_our_time(care, check_in):
    for day, code in {
        "9999-12-31": "year_out_of_range",
        "1899-12-31": "year_out_of_range",
        "2026-3-2": "not_a_date",
        "2026-02-30": "date_from_datetime_parsing",
        "20260302": "not_a_date",
        "today": "not_a_date",
        "1772438400": "not_a_date",
        "2026-03-02T00:00:00Z": "not_a_date",
        "٢٠٢٦-٠٣-٠٢": "date_from_datetime_parsing",
    }.items():
        assert refusals(await put(care, f"/v1/me/check-ins/{day}", check_in)) == [
            ("/path/date", code)
        ], day
        for name in ("from", "to"):
            asked = await care.ana.get("/v1/me/trends", params={name: day})
            assert refusals(asked) == [(f"/query/{name}", code)], day


async def test_a_limit_is_a_number_from_1_to_100(care):
    for path in ("/v1/clients", f"/v1/clients/{care.ana.id}/prescriptions"):
        for limit in ("1e9", "1000000000", "101", "0", "-1", "ten", "1.5", "", "9" * 40, "0x10"):
            refused = await care.ben.get(path, params={"limit": limit})
            assert [pointer for pointer, _ in refusals(refused)] == ["/query/limit"], limit
    for hours in ("0", "73", "1e9", "-1"):
        refused = await care.ana.get("/v1/me/reminders/upcoming", params={"hours": hours})
        assert [pointer for pointer, _ in refusals(refused)] == ["/query/hours"]


def texts(care: Care) -> dict[str, tuple[str, str, str, Json]]:
    """Return every text that can be sent, as (method, path, field, a body that is good)."""
    item = {"exercise": "chin-tuck", "schedule": {"times": ["09:00"]}}
    day = {"id": str(uuid4()), "recorded_at": care.clock.at.isoformat()}
    phone = {"platform": "ios", "target": {"kind": "token", "value": "t"}}
    sign_in = {"email": "ben@example.org", "password": PASSWORD}
    invite = {"code": "0000000000", "timezone": "UTC", "email": "a@b.c", "password": PASSWORD}
    mine = f"/v1/clients/{care.ana.id}/prescriptions"
    return {
        "name": ("POST", "/v1/clients", "name", {"name": "Ida", "timezone": "UTC"}),
        "timezone": ("POST", "/v1/clients", "timezone", {"name": "Ida", "timezone": "UTC"}),
        "locale": ("POST", "/v1/clients", "locale", {"name": "Ida", "timezone": "UTC"}),
        "prescription note": ("POST", mine, "note", item),
        "exercise": ("POST", mine, "exercise", item),
        "check-in note": ("PUT", CHECK_IN, "note", day),
        "app version": ("PUT", "/v1/me/devices/p", "app_version", phone),
        "sign-in e-mail": ("POST", f"{AUTH}/sign-in", "email", sign_in),
        "sign-in password": ("POST", f"{AUTH}/sign-in", "password", sign_in),
        "code": ("POST", f"{AUTH}/redeem-invite", "code", invite),
        "new e-mail": ("POST", f"{AUTH}/redeem-invite", "email", invite),
        "new password": ("POST", f"{AUTH}/redeem-invite", "password", invite),
        "refresh token": ("POST", f"{AUTH}/refresh", "refresh_token", {}),
    }


async def test_nul_and_lone_surrogates_are_422_in_every_text(care):
    for what, (method, path, field, body) in texts(care).items():
        who = care.ben if "/clients" in path else care.ana
        for bad in ("a\x00b", "\x00", "\ud800", "x\udfff"):
            sent = json.dumps(body | {field: bad})
            headers = {"content-type": "application/json"}
            refused = await who.call(method, path, content=sent, headers=headers)
            assert [pointer for pointer, _ in refusals(refused)] == [f"/{field}"], what
    for path in ("/v1/exercises?q=%00", "/v1/exercises?region=%00", "/v1/exercises/%00"):
        assert (await care.ana.get(path)).status_code == 422


async def test_a_text_that_is_too_long_is_422(care):
    for what, (method, path, field, body) in texts(care).items():
        who, status = (care.ben if "/clients" in path else care.ana), 422
        if what == "new password":  # Its length is judged once the code is known to be good.
            status = 404
        answer = await who.call(method, path, json=body | {field: "x" * 5000})
        assert answer.status_code == status, what
        assert "xxx" not in answer.text


async def test_html_formulas_and_sql_are_stored_as_they_are(care, check_in):
    for text in (
        "<script>alert(1)</script>",
        "=cmd|' /C calc'!A0",
        "'; DROP TABLE logs; --",
        "{{7*7}}",
    ):
        made = await care.ben.post("/v1/clients", {"name": text, "timezone": "UTC"})
        ida = body_of(made, 201)
        read = await care.ben.get(f"/v1/clients/{ida['id']}")
        assert (ida["name"], body_of(read)["name"]) == (text, text)
        assert read.headers["content-type"] == "application/json"
        item = await care.prescribe("09:00", note=text)
        assert (await care.act_on(item, "stop", {"reason": text}))["stop_reason"] == text
        assert item["note"] == text
        care.clock.at += timedelta(seconds=1)
        told = check_in | {"note": text, "recorded_at": care.clock.at.isoformat()}
        assert (await put(care, CHECK_IN, told)).json()["note"] == text


async def test_a_zone_is_a_key_of_the_iana_database(care):
    names = [
        "Mars/Olympus",
        "europe/berlin",
        "localtime",
        "posix/UTC",
        "../../etc/passwd",
        "GMT+25",
    ]
    for name in [*names, "", " UTC", "UTC ", "/etc/localtime", "+01:00"]:
        asked = await care.ben.post("/v1/clients", {"name": "Ida", "timezone": name})
        assert refusals(asked) == [("/timezone", "unknown_timezone")], name


async def test_no_text_in_place_of_a_zone_or_a_language_locks_a_phone_out_or_comes_back(care):
    phone = {"platform": "ios", "target": {"kind": "token", "value": "t"}}
    for text in ("a\x00b", "\x00", "\ud800", "x\udfff", "x" * 5000, "../../etc/passwd", "{{7}}"):
        odd = {"timezone": text, "locale": text}
        told = json.dumps(odd).encode(), json.dumps(phone | odd).encode()
        headers = {"content-type": "application/json"}
        mine = await care.ana.call("PATCH", "/v1/me", content=told[0], headers=headers)
        hers = await care.ana.call("PUT", "/v1/me/devices/p", content=told[1], headers=headers)
        for answer in (mine, hers):
            assert answer.status_code in (200, 201), text
            found = [(warning["code"], warning["used"]) for warning in answer.json()["warnings"]]
            assert found == [("timezone_unknown", "Europe/Berlin"), ("locale_unknown", "en")]
            assert answer.json()["timezone"] == "Europe/Berlin"
            assert json.dumps(text)[1:-1] not in answer.text


async def test_an_unknown_field_is_refused_from_a_therapist_and_ignored_from_a_phone(care):
    item = {"exercise": "chin-tuck", "schedule": {"times": ["09:00"]}}
    path = f"/v1/clients/{care.ana.id}/prescriptions"
    for place in ("dose", "schedule"):
        asked = await care.ben.post(path, item | {place: {**item.get(place, {}), "vigour": 9}})
        assert refusals(asked) == [(f"/{place}", "extra_forbidden")]
    target = {"kind": "token", "value": "t", "colour": "red"}
    phone = {"platform": "ios", "target": target, "battery": 7}
    assert (await care.ana.put("/v1/me/devices/p", phone)).status_code == 201
    assert (
        await care.ana.patch("/v1/me", {"quiet_hours": None, "mood": "fine"})
    ).status_code == 200


async def test_a_name_that_no_field_has_is_not_repeated(care):
    for name in ("Ana Duarte has a headache", "Ana", "x" * 61, "a/b~c", "ana@example.org", "é"):
        asked = await care.ben.post("/v1/clients", {"name": "Ida", "timezone": "UTC", name: 1})
        assert refusals(asked) == [("", "extra_forbidden")]
        assert name not in asked.text
