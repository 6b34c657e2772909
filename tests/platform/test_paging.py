"""Pages that lose nothing when their rows move, and cursors that are good for one list only."""

from typing import Any

import pytest

from tests.acting.care import Care, Json, body_of, problem
from tests.acting.pasts import ago, pain, store_check_ins


@pytest.fixture
def ana(care: Care) -> str:
    return f"/v1/clients/{care.ana.id}"


async def six_sessions(care: Care, ana: str) -> list[Json]:
    bodies = ({"starts_at": f"2026-03-{day}T10:00:00Z"} for day in range(10, 16))
    return [body_of(await care.ben.post(f"{ana}/appointments", body), 201) for body in bodies]


async def move(care: Care, row: Json, starts_at: str) -> None:
    path, etag = f"/v1/appointments/{row['id']}", {"if-match": row["etag"]}
    body_of(await care.ben.patch(path, {"starts_at": starts_at}, headers=etag))


async def page(care: Care, path: str, **params: Any) -> Json:
    return body_of(await care.ben.get(path, params=params))


def ids(*pages: Json) -> list[str]:
    return [row["id"] for each in pages for row in each["items"]]


@pytest.mark.parametrize("order", ["earliest", "newest"])
@pytest.mark.parametrize("to", ["2026-03-01T10:00:00Z", "2026-03-30T10:00:00Z"])
async def test_moving_the_last_row_of_a_page_hides_no_other(care, ana, order, to):
    rows = await six_sessions(care, ana)
    path, asked = f"{ana}/appointments", {"limit": 2, "order": order}
    first = await page(care, path, **asked)
    last = next(row for row in rows if row["id"] == ids(first)[-1])
    await move(care, last, to)
    second = await page(care, path, **asked, cursor=first["next_cursor"])
    third = await page(care, path, **asked, cursor=second["next_cursor"])
    assert set(ids(first, second, third)) == {row["id"] for row in rows}


async def test_moving_a_row_that_is_still_to_come_hides_no_other(care, ana):
    rows = await six_sessions(care, ana)
    first = await page(care, f"{ana}/appointments", limit=2)
    await move(care, rows[3], "2026-03-01T10:00:00Z")
    rest = await page(care, f"{ana}/appointments", cursor=first["next_cursor"])
    assert ids(first, rest) == [row["id"] for row in rows if row is not rows[3]]


async def test_a_caseload_loses_nobody_whose_figures_change_between_two_pages(care, casting):
    for _ in range(5):
        fresh = await care.of_someone_new(casting)
        await store_check_ins(fresh, ago(1), pain(3))
    for sort in ("attention", "days_silent"):
        first = await page(care, "/v1/caseload", sort=sort, limit=3)
        last = first["items"][-1]["client"]["id"]
        body_of(await care.ben.post(f"/v1/clients/{last}/discharge", {"reason": "completed"}))
        rest = await page(care, "/v1/caseload", sort=sort, cursor=first["next_cursor"])
        everyone = body_of(await care.ben.get("/v1/clients"))["items"]
        seen = [row["client"]["id"] for row in first["items"] + rest["items"]]
        assert sorted(seen) == sorted([last, *(row["id"] for row in everyone)])


async def test_a_cursor_is_good_for_its_list_alone(care, ana, casting):
    await six_sessions(care, ana)
    other = await casting.client(care.ben, "Ida")
    for path, asked, elsewhere in (
        (
            f"{ana}/appointments",
            {"order": "newest"},
            [
                (f"{ana}/appointments", {"order": "earliest"}),
                (f"{ana}/appointments", {}),
                (f"{ana}/appointments", {"order": "newest", "status": "planned"}),
                (f"/v1/clients/{other.id}/appointments", {"order": "newest"}),
                (f"{ana}/episodes", {}),
                ("/v1/alerts", {}),
            ],
        ),
        ("/v1/clients", {}, [("/v1/therapists", {}), ("/v1/practice/clients", {})]),
        ("/v1/caseload", {"sort": "name"}, [("/v1/caseload", {"sort": "attention"})]),
    ):
        cursor = (await page(care, path, **asked, limit=1))["next_cursor"]
        assert cursor
        body_of(await care.ben.get(path, params=asked | {"cursor": cursor, "limit": 7}))
        for where, what in elsewhere:
            refused = await care.ben.get(where, params=what | {"cursor": cursor})
            assert problem(refused) == (400, "bad_cursor"), (where, what)


async def test_a_cursor_is_good_for_its_caller_alone(care, casting):
    for therapist in (care.ben, care.cast.dora):
        for name in ("Ida", "Ola"):
            await casting.client(therapist, name)
    cursor = (await page(care, "/v1/clients", limit=1))["next_cursor"]
    refused = await care.cast.dora.get("/v1/clients", params={"cursor": cursor})
    assert problem(refused) == (400, "bad_cursor")
    care.sign_in_again()
    body_of(await care.ben.get("/v1/clients", params={"cursor": cursor}))
