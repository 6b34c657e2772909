from datetime import date, timedelta

from tests.acting.care import Care, Json, body_of, on, problem, refusals

COLUMNS = ("pain_average", "pain_worst", "sleep_quality", "sleep_hours", "stress", "pain_medicine")


async def trends(care: Care, **params: str) -> Json:
    """Return Ana's trends, the same for her and for Ben."""
    mine = body_of(await care.ana.get("/v1/me/trends", params=params))
    assert mine.pop("read_at") is None
    assert len(mine.pop("words")) <= 6
    theirs = await care.ben.get(f"/v1/clients/{care.ana.id}/trends", params=params)
    assert body_of(theirs) == mine
    return mine


async def check_in(care: Care, day: int, **answers: object) -> None:
    care.move(2026, 3, day, 19)
    body_of(await care.check_in(on(3, day), **answers), 201)


async def test_a_column_has_one_entry_a_date_and_null_for_a_gap(care):
    await check_in(care, 2, pain_average=5, pain_worst=8, sleep_hours=7.5, pain_medicine=True)
    await check_in(care, 4, pain_average=0, sleep_quality=6, stress=3, pain_medicine=False)
    care.move(2026, 3, 5, 9)
    span = {"from": on(3, 2), "to": on(3, 5)}
    assert await trends(care, **span) == {
        **span,
        "timezone": "Europe/Berlin",
        "definition_version": "3",
        "logged": 2,
        "due": 3,
        "dates": [on(3, day) for day in (2, 3, 4, 5)],
        "pain_average": [5, None, 0, None],
        "pain_worst": [8, None, None, None],
        "sleep_quality": [None, None, 6, None],
        "sleep_hours": [7.5, None, None, None],
        "stress": [None, None, 3, None],
        "pain_medicine": [True, None, False, None],
    }


async def test_a_day_is_due_when_it_is_over_or_logged_and_not_before_she_came(care):
    span = {"from": on(2, 20), "to": on(3, 31)}
    assert (await trends(care, **span))["due"] == 0
    await check_in(care, 2, stress=3)
    assert [(await trends(care, **span))[name] for name in ("logged", "due")] == [1, 1]
    care.move(2026, 3, 4, 9)
    assert [(await trends(care, **span))[name] for name in ("logged", "due")] == [1, 2]
    before_she_came = (2026, 3, 2)
    care.move(*before_she_came, 9)
    recorded_at = "2026-02-27T19:00:00Z"
    body_of(await care.check_in(on(2, 27), stress=3, recorded_at=recorded_at), 201)
    care.move(2026, 3, 4, 9)
    assert [(await trends(care, **span))[name] for name in ("logged", "due")] == [2, 5]


async def test_without_dates_it_covers_the_28_days_to_her_today(care):
    care.move(2026, 3, 31, 22, 30)
    found = await trends(care)
    assert (found["from"], found["to"]) == (on(3, 5), on(4, 1))
    assert found["dates"] == [(date(2026, 3, 5) + timedelta(days=n)).isoformat() for n in range(28)]
    assert all(found[name] == [None] * 28 for name in COLUMNS)
    from_only = await trends(care, **{"from": on(3, 30)})
    assert len(from_only["dates"]) == 3
    to_only = await trends(care, to=on(3, 10))
    assert (to_only["from"], to_only["to"]) == (on(2, 11), on(3, 10))


async def test_a_range_is_at_most_366_dates_and_runs_forward(care):
    longest = await trends(care, **{"from": on(3, 2), "to": "2027-03-02"})
    assert len(longest["dates"]) == 366
    for params, refusal in (
        ({"from": on(3, 2), "to": "2027-03-03"}, ("/query/from", "range_too_long")),
        ({"from": on(3, 3), "to": on(3, 2)}, ("/query/from", "after_to")),
        ({"from": "1899-12-31", "to": on(3, 2)}, ("/query/from", "year_out_of_range")),
        ({"to": "2026-13-01"}, None),
    ):
        answer = await care.ana.get("/v1/me/trends", params=params)
        found = refusals(answer)
        assert found == [refusal] if refusal else found[0][0] == "/query/to"


async def test_trends_are_for_her_and_her_therapist_only(care):
    path = f"/v1/clients/{care.ana.id}/trends"
    assert problem(await care.cast.dora.get(path)) == (404, "not_found")
    assert problem(await care.ana.get(path)) == (403, "forbidden")
    assert problem(await care.ben.get("/v1/me/trends")) == (403, "forbidden")
    await check_in(care, 2, pain_average=5)
    cys = body_of(await care.cast.cy.get("/v1/me/trends"))
    assert (cys["logged"], set(cys["pain_average"])) == (0, {None})
