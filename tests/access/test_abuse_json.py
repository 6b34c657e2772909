"""Bodies that are no JSON, that are JSON of another shape, or that mean two things."""

import json

from tests.access.test_abuse import IDA, JSON, is_problem, post
from tests.acting.care import body_of


async def test_json_that_is_not_well_formed_is_400(care):
    deep = '{"name":' + "[" * 1500 + "]" * 1500 + "}"
    wide = '{"a":' * 1500 + "1" + "}" * 1500
    bad = ["{", '{"name": "Ida",}', "{'name': 'Ida'}", '{"name": "a\tb"}', "[1", "nul", deep, wide]
    bad += ['{"name": ' + "9" * 5000 + "}", '{"a": 1} {"b": 2}', b"\xff\xfe", b'{"name": "\xff"}']
    for body in bad:
        assert is_problem(await post(care.ben, body), 400, "malformed_json"), body[:30]


async def test_json_is_utf_8_and_nothing_that_looks_like_it(care):
    for encoding in ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"):
        refused = await post(care.ben, json.dumps(IDA).encode(encoding))
        assert is_problem(refused, 400, "malformed_json"), encoding
    for raw in (b"\xed\xa0\x80", b"\xc0\xaf", b"\xf5\x80\x80\x80", "é".encode("latin-1")):
        refused = await post(care.ben, json.dumps(IDA).encode().replace(b"Ida", raw))
        assert is_problem(refused, 400, "malformed_json"), raw
    named = json.dumps(IDA | {"name": "Ída 🌊"}, ensure_ascii=False)
    for encoding in ("utf-8", "utf-8-sig"):
        assert body_of(await post(care.ben, named.encode(encoding)), 201)["name"] == "Ída 🌊"


async def test_a_name_that_stands_twice_in_an_object_is_400_at_any_depth(care):
    zone = '"timezone": "UTC"'
    for body in (
        f'{{"name": "Ida", "name": "Ivo", {zone}}}',
        f'{{"name": "Ida", "n\\u0061me": "Ida", {zone}}}',
        f'{{"name": "Ida", {zone}, "intake": {{"medication": "a", "medication": "b"}}}}',
        f'{{"name": "Ida", {zone}, "more": [[{{"a": 1, "a": 1}}]]}}',
    ):
        assert is_problem(await post(care.ben, body), 400, "malformed_json"), body
    phone = '{"unheard_of": {"a": 1, "a": 2}}'
    refused = await care.ana.call("PATCH", "/v1/me", content=phone, headers=JSON)
    assert is_problem(refused, 400, "malformed_json")


async def test_json_may_nest_32_levels_deep_even_where_nobody_looks(care):
    for lists, status in ((31, 200), (32, 400), (200, 400)):
        body = '{"unheard_of": ' + "[" * lists + "]" * lists + "}"
        answer = await care.ana.call("PATCH", "/v1/me", content=body, headers=JSON)
        assert answer.status_code == status, lists


async def test_json_of_another_shape_is_422(care):
    for body in ("[]", "null", '"Ida"', "7", "[[]]", ""):
        refused = await post(care.ben, body)
        assert is_problem(refused, 422, "invalid"), body
        assert refused.json()["errors"][0]["pointer"] == ""
