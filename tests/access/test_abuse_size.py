"""Bodies that are small enough and hold too much, and answers that must not grow with them."""

import json
import math
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from httpx2 import Response

from api.platform.clock import SetClock
from api.platform.http.edits import AS_READ
from api.platform.http.errors import MOST_ERRORS
from api.platform.http.json_bodies import MOST_MEMBERS, MOST_VALUES, parse
from tests.access.test_abuse import CLIENTS, JSON, is_problem, post
from tests.access.test_abuse_values import CHECK_IN
from tests.acting.care import Care, Json, body_of, refusals
from tests.acting.credentials import AUTH

IDA = {"name": "Ida", "timezone": "Europe/Berlin"}


@pytest.fixture
def check_in(clock: SetClock) -> Json:
    return {"id": str(uuid4()), "recorded_at": clock.now().isoformat()}


def many(count: int) -> Json:
    return {f"x{number}": 1 for number in range(count)}


async def put(care: Care, body: Any) -> Response:
    return await care.ana.call("PUT", CHECK_IN, content=json.dumps(body), headers=JSON)


def is_too_much(answer: Response) -> bool:
    """Tell whether an answer is a refusal of a body that holds too much."""
    assert len(answer.content) < 1000
    return (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


async def test_an_object_of_80_000_unknown_fields_is_refused_with_a_short_answer(care, http):
    body = json.dumps(IDA | many(80_000))
    assert is_too_much(await post(care.ben, body))
    assert is_too_much(await put(care, IDA | many(80_000)))
    for path in (CLIENTS, f"{AUTH}/sign-in"):
        assert is_too_much(await http.post(path, content=body, headers=JSON))


async def test_an_object_has_200_members_at_most_wherever_it_stands(care, check_in):
    most = many(MOST_MEMBERS - len(IDA))
    assert refusals(await post(care.ben, json.dumps(IDA | most))) == [("", "extra_forbidden")]
    assert is_too_much(await post(care.ben, json.dumps(IDA | most | {"one": 1})))
    assert body_of(await put(care, check_in | {"new": many(MOST_MEMBERS)}), 201)
    assert is_too_much(await put(care, check_in | {"new": [many(MOST_MEMBERS + 1)]}))


async def test_a_list_of_hundreds_of_thousands_is_refused_even_where_nobody_looks(care, check_in):
    for field in ("red_flags", "body_map", "unheard_of"):
        for each in (7, "x", {}, [], [{"a": [1]}], None):
            body = check_in | {field: [each] * min(200_000, 1_000_000 // len(json.dumps([each])))}
            assert is_too_much(await put(care, body)), (field, each)
    for field in ("conditions", "unheard_of"):
        assert is_too_much(await post(care.ben, json.dumps(IDA | {field: [7] * 200_000})))


async def test_a_list_of_thousands_of_wrong_items_is_refused_in_few_words(care, check_in):
    for field in ("red_flags", "body_map"):
        refused = await put(care, check_in | {field: [{"a": 1}] * 20_000})
        assert refused.status_code == 422
        assert len(refused.json()["errors"]) <= MOST_ERRORS
        assert len(refused.content) < 3000


async def test_twenty_errors_are_told_and_that_there_are_more(care):
    found = [{"region": 7, "side": 7}] * 12
    path = f"{CLIENTS}/{care.ana.id}/appointments"
    refused = await care.ben.post(path, {"starts_at": "2026-03-09T09:00Z", "findings": found})
    assert refused.status_code == 422
    assert refused.json()["more_errors"] is True
    told = refusals(refused)
    assert len(told) == len(set(told)) == MOST_ERRORS
    assert told[0][0].startswith("/findings/0/")
    few = await care.ben.post(path, {"starts_at": "2026-03-09T09:00Z", "findings": found[:2]})
    assert is_problem(few, 422, "invalid")


async def test_names_of_unknown_fields_are_told_once_by_what_had_them(care):
    wrong = IDA | {"headache": 1, "Ana_Duarte": 2, "intake": {"migraine": 3, "fever": 4}}
    refused = await post(care.ben, json.dumps(wrong))
    assert refusals(refused) == [("/intake", "extra_forbidden"), ("", "extra_forbidden")]
    asked = await care.ben.get(CLIENTS, params={"headache": "1", "Ana_Duarte": "2"})
    assert refusals(asked) == [("/query", "extra_forbidden")]
    for name in ("headache", "Ana_Duarte", "migraine", "fever"):
        assert name not in refused.text + asked.text


async def test_every_list_of_a_body_has_a_length_and_every_object_its_names(app):
    document = app.openapi()
    schemas = document["components"]["schemas"]
    operations = [each for path in document["paths"].values() for each in path.values()]
    bodies = [
        each["requestBody"]["content"]["application/json"]["schema"]
        for each in operations
        if "requestBody" in each
    ]
    found = [part for body in bodies for part in parts(body, schemas)]
    assert len(bodies) > 30
    assert len(found) > 300
    for part in found:
        assert part.get("type") != "array" or part["maxItems"] <= 100, part
        assert not isinstance(part.get("additionalProperties"), dict), part


def parts(schema: Json, schemas: Json) -> Iterator[Json]:
    """Yield a schema and all that it is made of, besides what may only be sent as it was read."""
    if schema.get("description", "").endswith(AS_READ):
        return
    if "$ref" in schema:
        yield from parts(schemas[schema["$ref"].rpartition("/")[2]], schemas)
        return
    yield schema
    inner = [*schema.get("properties", {}).values(), *schema.get("anyOf", ())]
    for each in (*inner, *schema.get("allOf", ()), *filter(None, [schema.get("items")])):
        yield from parts(each, schemas)


def test_a_hundred_of_the_largest_check_ins_at_once_are_within_the_bounds():
    place = {"region": "neck", "side": "left", "role": "pain", "tingling": False}
    told = many(30) | {"body_map": [place] * 60, "red_flags": ["fever"] * 30, "note": ", " * 1000}
    changes = [{"kind": "check_in", "id": "x" * 36, "body": told}] * 100
    body = json.dumps({"cursor": "x" * 200, "changes": changes}).encode()
    assert parse(body)["changes"] == changes


@pytest.mark.parametrize("each", ["1", '"a"', '"\\\\"', '"a\\"b"', "[]", "{}", '{"a":1}', '"[{,"'])
def test_values_are_counted_as_they_are_and_not_as_texts_look(each):
    per_item = 2 if each == '{"a":1}' else 1
    most = (MOST_VALUES - 1) // per_item
    pad = " " * MOST_VALUES  # Longer than the bound, so that it is looked through.
    # An empty list or object is counted as if it had one member.
    counted = math.floor(most / 2) - 1 if each in ("[]", "{}", '{"a":1}') else most - 1
    assert len(parse(f"[{','.join([each] * counted)}]{pad}".encode())) == counted
    with pytest.raises(Exception, match="more than 50,000 values"):
        parse(f"[{','.join([each] * (most + 2))}]{pad}".encode())
