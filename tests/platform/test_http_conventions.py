"""What every route does the same way: ETags, conditions, compression, pages, languages."""

import asyncio
import gzip
from datetime import date, timedelta

import pytest

from api.platform.db import transaction
from api.tables import CheckIn
from tests.acting.care import Care, body_of, problem

VOCABULARY = "/v1/vocabulary"


@pytest.fixture
def ana(care: Care) -> str:
    return f"/v1/clients/{care.ana.id}"


async def test_a_read_has_a_strong_etag_and_is_304_for_whoever_has_it(care, ana):
    for path in (ana, "/v1/clients", VOCABULARY, "/v1/exercises/chin-tuck/picture.svg"):
        first = await care.ben.get(path)
        etag = first.headers["etag"]
        assert etag.startswith('"'), path
        for known in (etag, f'"old", {etag}', f"W/{etag}", "*"):
            again = await care.ben.get(path, headers={"if-none-match": known})
            assert (again.status_code, again.content) == (304, b""), (path, known)
            assert again.headers["etag"] == etag
            assert "content-length" not in again.headers
        stale = await care.ben.get(path, headers={"if-none-match": '"old"'})
        assert (stale.status_code, stale.content) == (200, first.content)


async def test_an_etag_changes_with_what_is_shown(care, ana):
    before = (await care.ben.get(ana)).headers["etag"]
    edited = await care.ben.patch(ana, {"name": "Anna"}, headers={"if-match": before})
    after = await care.ben.get(ana, headers={"if-none-match": before})
    assert after.status_code == 200
    assert after.headers["etag"] == edited.headers["etag"] == edited.json()["etag"] != before
    assert after.headers["cache-control"] == "private, no-cache"


async def test_a_refusal_has_no_etag_and_is_never_304(care):
    for path in ("/v1/clients", "/v1/no-such-thing"):
        refused = await care.ana.get(path, headers={"if-none-match": "*"})
        assert refused.status_code in (403, 404)
        assert "etag" not in refused.headers


async def test_an_edit_without_a_condition_is_428_and_with_a_stale_one_412(care, ana):
    item = await care.prescribe("09:00")
    edits = {ana: {"name": "Anna"}, f"/v1/prescriptions/{item['id']}": {"max_pain": 3}}
    for path, change in edits.items():
        etag = (await care.ben.get(path)).headers["etag"]
        assert problem(await care.ben.patch(path, change)) == (428, "if_match_required")
        for stale in ('"stale"', etag.strip('"'), f"W/{etag}", ""):
            refused = await care.ben.patch(path, change, headers={"if-match": stale})
            assert problem(refused) == (412, "stale_edit"), stale
        listed = {"if-match": f'"stale", {etag}'}
        body_of(await care.ben.patch(path, change, headers=listed))
        again = await care.ben.patch(path, change, headers={"if-match": etag})
        assert problem(again) == (412, "stale_edit")


async def test_the_etag_of_a_row_in_a_list_is_good_for_an_edit(care, ana):
    await care.prescribe("09:00")
    rows = [("/v1/clients", "/v1/clients/"), (f"{ana}/prescriptions", "/v1/prescriptions/")]
    for listing, single in rows:
        (row,) = body_of(await care.ben.get(listing))["items"]
        body_of(await care.ben.patch(single + row["id"], {}, headers={"if-match": row["etag"]}))


async def test_of_two_edits_at_once_from_the_same_read_one_is_refused(care, ana):
    etag = {"if-match": (await care.ben.get(ana)).headers["etag"]}
    edits = (care.ben.patch(ana, {"name": f"Ana {n}"}, headers=etag) for n in range(4))
    answers = await asyncio.gather(*edits)
    assert sorted(answer.status_code for answer in answers) == [200, 412, 412, 412]


async def test_a_long_answer_is_compressed_for_who_can_read_it(care):
    plain = await care.ben.get(VOCABULARY, headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    url = care.ben.http.build_request("GET", VOCABULARY).url
    headers = {"accept-encoding": "gzip", "authorization": f"Bearer {care.ben.token}"}
    async with care.ben.http.stream("GET", url, headers=headers) as packed:
        raw = b"".join([part async for part in packed.aiter_raw()])
        assert packed.headers["content-encoding"] == "gzip"
        assert packed.headers["etag"] == plain.headers["etag"]
        assert "accept-encoding" in packed.headers["vary"].lower()
    assert gzip.decompress(raw) == plain.content
    assert len(raw) < len(plain.content) / 2
    assert "content-encoding" not in (await care.ben.get("/v1/app-config")).headers


async def keep_check_ins(care: Care, count: int) -> None:
    """Store check-ins of Ana's from 2025-01-01 on, as if she had made them then."""
    first = date(2025, 1, 1)
    told = {"digest": "", "body_map": [], "red_flags": [], "client_id": care.ana.id}
    times = ("created_at", "recorded_at", "ordered_at", "received_at")
    rows = [
        CheckIn(on_date=first + timedelta(days=n), **told, **dict.fromkeys(times, care.clock.at))
        for n in range(count)
    ]
    async with transaction(care.sessions) as session:
        session.add_all(rows)


async def pages(care: Care, path: str, limit: int) -> list[list[str]]:
    """Return the ids on each page of a list, following its cursors to the end."""
    found, params = [], {"limit": limit}
    if path.endswith("/check-ins"):
        params["from"] = "2025-01-01"
    while True:
        page = body_of(await care.ben.get(path, params=params))
        assert page.keys() == {"items", "next_cursor"}
        found.append([row["id"] for row in page["items"]])
        if page["next_cursor"] is None:
            return found
        params["cursor"] = page["next_cursor"]


async def test_a_list_comes_in_pages_that_together_are_the_list(care, ana):
    for hour in range(10, 17):
        await care.prescribe(f"{hour}:00")
        body = {"starts_at": f"2026-03-{hour}T10:00:00Z"}
        body_of(await care.ben.post(f"{ana}/appointments", body), 201)
    await keep_check_ins(care, 7)
    for listing in ("prescriptions", "appointments", "check-ins"):
        (whole,) = await pages(care, f"{ana}/{listing}", 100)
        assert len(set(whole)) == 7, listing
        for limit in (1, 3, 6, 7):
            parts = await pages(care, f"{ana}/{listing}", limit)
            assert [row for part in parts for row in part] == whole, (listing, limit)
            assert all(len(part) == limit for part in parts[:-1])
            assert len(parts) == -(-7 // limit)


async def test_a_page_is_where_it_was_when_something_is_added_meanwhile(care, ana):
    for hour in range(10, 14):
        await care.prescribe(f"{hour}:00")
    path = f"{ana}/prescriptions"
    first = body_of(await care.ben.get(path, params={"limit": 2}))
    await care.prescribe("15:00")
    params = {"limit": 2, "cursor": first["next_cursor"]}
    second = body_of(await care.ben.get(path, params=params))
    (whole,) = await pages(care, path, 50)
    assert [row["id"] for row in first["items"] + second["items"]] == whole[:4]


async def test_a_page_has_50_rows_unless_asked(care, ana):
    await keep_check_ins(care, 51)
    page = body_of(await care.ben.get(f"{ana}/check-ins", params={"from": "2025-01-01"}))
    assert len(page["items"]) == 50
    assert page["next_cursor"]


async def test_the_header_chooses_the_language_and_then_the_account(care):
    async def served(header: str | None) -> str:
        headers = {} if header is None else {"accept-language": header}
        language: str = body_of(await care.ana.get(VOCABULARY, headers=headers))["language"]
        return language

    assert await served(None) == "en"
    for spanish in ("es", "es-MX", "ES", "en;q=0.4, es;q=0.9", "fr, es;q=0.1", "es, *"):
        assert await served(spanish) == "es", spanish
    for neither in ("xx", "", "es;q=0", "de;q=1, xx;q=0.5", ";;;", "*"):
        assert await served(neither) == "en", neither
    body_of(await care.ana.patch("/v1/me", {"locale": "es"}))
    assert [await served(header) for header in (None, "xx", "*", "en")] == ["es"] * 3 + ["en"]


async def test_every_answer_has_an_id_of_its_own(care):
    paths = ["/livez", "/v1/me", "/v1/no-such-thing", "/v1/clients"]
    ids = [(await care.ana.get(path)).headers["x-request-id"] for path in paths * 2]
    assert len(set(ids)) == len(ids)
    claimed = await care.ana.get("/livez", headers={"x-request-id": "mine"})
    assert claimed.headers["x-request-id"] != "mine"
