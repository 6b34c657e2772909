from tests.api.care import problem, refusals, shown


async def test_a_session_is_noted_and_listed_earliest_first_page_by_page(care):
    path = f"/v1/clients/{care.ana.id}/appointments"
    first = shown(await care.ben.post(path, {"starts_at": "2026-03-09T10:00:00+01:00"}), 201)
    assert first == {
        "id": first["id"],
        "starts_at": "2026-03-09T09:00:00Z",
        "duration_min": 50,
        "status": "planned",
    }
    for starts_at in ("2026-02-20T09:00:00Z", "2026-03-09T09:00:00Z", "2026-03-05T09:00:00Z"):
        more = {"starts_at": starts_at, "status": "completed", "duration_min": 30}
        shown(await care.ben.post(path, more), 201)
    pages, cursor = [], None
    while not pages or cursor:
        params = {"limit": 3} | ({"cursor": cursor} if cursor else {})
        page = shown(await care.ben.get(path, params=params))
        pages.append([row["starts_at"][5:10] for row in page["items"]])
        cursor = page["next_cursor"]
    assert pages == [["02-20", "03-05", "03-09"], ["03-09"]]


async def test_what_is_no_session_is_refused(care):
    path = f"/v1/clients/{care.ana.id}/appointments"
    wrong = {
        "starts_at": ("2026-03-09T10:00:00", "/starts_at", "offset_missing"),
        "duration_min": (4, "/duration_min", "greater_than_equal"),
        "status": ("done", "/status", "literal_error"),
        "room": (3, "/room", "extra_forbidden"),
    }
    for field, (value, pointer, code) in wrong.items():
        body = {"starts_at": "2026-03-09T10:00:00Z", field: value}
        assert refusals(await care.ben.post(path, body)) == [(pointer, code)]
    number = await care.ben.post(path, {"starts_at": 1772971200})
    assert refusals(number) == [("/starts_at", "not_text")]
    assert shown(await care.ben.get(path))["items"] == []


async def test_a_session_of_someone_elses_client_is_as_absent_as_she_is(care):
    path = f"/v1/clients/{care.ana.id}/appointments"
    body = {"starts_at": "2026-03-09T10:00:00Z"}
    assert problem(await care.cast.dora.post(path, body)) == (404, "not_found")
    assert problem(await care.cast.eve.get(path)) == (404, "not_found")
    assert problem(await care.ana.get(path)) == (403, "forbidden")
