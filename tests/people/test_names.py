"""Names as they are sorted, found and refused, the same on both databases."""

from typing import Any

import pytest
from sqlalchemy import func, select

from api.tables import Account
from tests.acting.care import Care, body_of, refusals
from tests.platform.test_names import IN_ORDER

CLIENTS, THERAPISTS = "/v1/clients", "/v1/therapists"


async def add(care: Care, *names: str) -> None:
    for name in names:
        body_of(await care.ben.post(CLIENTS, {"name": name, "timezone": "Europe/Berlin"}), 201)


async def names(care: Care, path: str = CLIENTS, **params: Any) -> list[str]:
    """Return the names in a list, page by page."""
    found: list[str] = []
    while True:
        page = body_of(await care.ben.get(path, params={"limit": 4, **params}))
        found += [(row.get("client") or row)["name"] for row in page["items"]]
        if page["next_cursor"] is None:
            return found
        params["cursor"] = page["next_cursor"]


async def test_every_list_of_people_is_sorted_as_people_sort_names(care):
    await add(care, *reversed(IN_ORDER))
    everyone = [name for name in await names(care) if name != "Ana"]
    assert everyone == IN_ORDER
    assert await names(care, "/v1/caseload", sort="name") == await names(care)
    practice = await names(care, "/v1/practice/clients")
    assert [name for name in practice if name not in ("Ana", "Cy")] == IN_ORDER
    for name in ("Özlem", "zoe", "Oda"):
        body_of(await care.ben.post(THERAPISTS, {"name": name}), 201)
    assert await names(care, THERAPISTS) == ["Ben", "Dora", "Oda", "Özlem", "zoe"]


async def test_a_new_name_has_a_new_place(care):
    await add(care, "Bea", "Özlem", "zoe")
    path = f"{CLIENTS}/{care.ana.id}"
    etag = {"if-match": (await care.ben.get(path)).headers["etag"]}
    body_of(await care.ben.patch(path, {"name": "Øyvind"}, headers=etag))
    assert await names(care) == ["Bea", "Øyvind", "Özlem", "zoe"]
    assert await names(care, q="oyv") == ["Øyvind"]
    assert await names(care, q="ana") == []


async def test_those_of_one_name_are_all_on_some_page(care):
    await add(care, *["\ufdfa" * 120] * 9, *["Ida"] * 9)
    assert len(await names(care)) == 19


async def test_a_search_finds_any_part_of_a_name_whatever_accents_and_case(care):
    await add(care, "Zoë Özgür", "Łukasz Straß", "Zoe O'Neil", "50% Ana_Lena")
    for asked, found in {
        "zoe": ["Zoe O'Neil", "Zoë Özgür"],
        "ZOË": ["Zoe O'Neil", "Zoë Özgür"],
        "ozg": ["Zoë Özgür"],
        "gur zo": ["Zoë Özgür"],
        "lukasz": ["Łukasz Straß"],
        "STRASS": ["Łukasz Straß"],
        "ana": ["50% Ana_Lena", "Ana"],
        "%": ["50% Ana_Lena"],
        "_": ["50% Ana_Lena"],
        "\\": [],
        "nobody": [],
        "´": [],
    }.items():
        assert await names(care, q=asked) == found, asked
        practice = await names(care, "/v1/practice/clients", q=asked)
        assert practice == found, asked


async def test_a_search_finds_nobody_elses_clients(care):
    assert await names(care, q="cy") == []
    assert await names(care, "/v1/practice/clients", q="cy") == ["Cy"]
    assert await names(care, "/v1/practice/clients", q="fay") == []


@pytest.mark.parametrize(
    ("asked", "code"),
    [("", "string_too_short"), ("\u200b", "invisible_name"), ("x" * 121, "string_too_long")],
)
async def test_a_search_for_nothing_is_refused_and_does_not_find_everybody(care, asked, code):
    for path in (CLIENTS, "/v1/practice/clients"):
        answer = await care.ben.get(path, params={"q": asked})
        assert refusals(answer) == [("/query/q", code)]


async def test_a_name_that_nobody_can_see_is_refused_with_a_code_of_its_own(care):
    for nothing in ("\u200b\u2060", "\u3164", "\u202e\u202c", "\u2800"):
        new = {"name": nothing, "timezone": "Europe/Berlin"}
        assert refusals(await care.ben.post(CLIENTS, new)) == [("/name", "invisible_name")]
        added = await care.ben.post(THERAPISTS, {"name": nothing})
        assert refusals(added) == [("/name", "invisible_name")]
        path = f"{CLIENTS}/{care.ana.id}"
        etag = {"if-match": (await care.ben.get(path)).headers["etag"]}
        edited = await care.ben.patch(path, {"name": nothing}, headers=etag)
        assert refusals(edited) == [("/name", "invisible_name")]


async def test_controls_that_turn_text_around_are_left_out_of_a_name(care):
    new = {"name": " \u2068Ida\u2069 \u202e", "timezone": "Europe/Berlin"}
    assert body_of(await care.ben.post(CLIENTS, new), 201)["name"] == "Ida"


async def test_every_account_has_its_key(care):
    await add(care, "Ida")
    body_of(await care.ben.post(THERAPISTS, {"name": "Oda"}), 201)
    without = select(func.count()).where((Account.name_key == "") | (Account.name_folded == ""))
    assert await care.rows(without) == [0]
