"""Rows about bodies and parameters that cannot be."""

import json
from typing import Any
from uuid import uuid4

from httpx2 import Response
from sqlalchemy import select

from api.tables import CheckIn
from tests.abuse.table import CHECK_IN, CLIENTS, JSON, TODAY, House, row
from tests.acting.care import body_of, problem
from tests.acting.syncing import SYNC, change


async def put(house: House, **said: Any) -> Response:
    body = {"id": str(uuid4()), "recorded_at": house.care.clock.at.isoformat()} | said
    text = json.dumps(body)
    return await house.care.ana.call("PUT", CHECK_IN, content=text, headers=JSON)


@row("5 MB body: 413", "access/test_abuse.py::test_a_body_of_5_mb_is_413_however_it_comes")
async def _(house: House) -> None:
    refused = await house.care.ben.call("POST", CLIENTS, content=b" " * 5_000_000, headers=JSON)
    assert problem(refused) == (413, "body_too_large")


@row("101 changes: 422", "sync/test_bad_batches.py::test_what_is_no_sync_is_refused_as_a_whole")
async def _(house: House) -> None:
    said = {"recorded_at": house.care.clock.at.isoformat(), "date": TODAY}
    changes = [change("check_in", **said) for _ in range(101)]
    refused = await house.care.ana.post(SYNC, {"cursor": None, "changes": changes})
    assert refused.json()["errors"] == [{"pointer": "/changes", "code": "too_long"}]
    assert await house.care.rows(select(CheckIn)) == []


@row("limit=1e9: 422", "access/test_abuse_values.py::test_a_limit_is_a_number_from_1_to_100")
async def _(house: House) -> None:
    for limit in ("1e9", "1000000000", "101", "0"):
        assert (await house.care.ben.get(f"{CLIENTS}?limit={limit}")).status_code == 422


@row("NaN: 422", "access/test_abuse_values.py::test_nan_and_infinity_are_422_wherever_they_stand")
async def _(house: House) -> None:
    for value in (float("nan"), float("inf")):
        assert (await put(house, pain_average=value)).status_code == 422


@row("naive time, year 9999: 422", "access/test_abuse_values.py::test_an_instant_has_an_offset")
async def _(house: House) -> None:
    for instant in ("2026-03-02T08:00:00", "9999-12-31T23:59:59Z"):
        assert (await put(house, recorded_at=instant)).status_code == 422


@row('pain 11, "7", true: 422', "access/test_abuse_values.py::test_a_score_is_a_whole_number")
async def _(house: House) -> None:
    for value in (11, "7", True):
        refused = await put(house, pain_worst=value)
        assert refused.status_code == 422
        assert [each["pointer"] for each in refused.json()["errors"]] == ["/pain_worst"]


@row("malformed or 1,500-deep JSON: 400", "access/test_abuse_json.py::test_json_that_is_not_well")
async def _(house: House) -> None:
    for body in ('{"name": ', '{"name": ' + "[" * 1500 + "]" * 1500 + "}"):
        refused = await house.care.ben.call("POST", CLIENTS, content=body, headers=JSON)
        assert problem(refused) == (400, "malformed_json")


@row("edited cursor: 400", "access/test_abuse.py::test_an_edited_cursor_is_400")
async def _(house: House) -> None:
    await house.care.prescribe("09:00")
    await house.care.prescribe("10:00")
    path = f"{CLIENTS}/{house.care.ana.id}/prescriptions"
    cursor = body_of(await house.care.ben.get(f"{path}?limit=1"))["next_cursor"]
    for edited in (cursor[:-2], f"x{cursor}"):
        refused = await house.care.ben.get(path, params={"cursor": edited})
        assert problem(refused) == (400, "bad_cursor")
    sync = body_of(await house.care.ana.post(SYNC, {"cursor": None, "changes": []}))["cursor"]
    edited = {"cursor": f"{'B' if sync[0] == 'A' else 'A'}{sync[1:]}", "changes": []}
    assert problem(await house.care.ana.post(SYNC, edited)) == (400, "bad_cursor")
