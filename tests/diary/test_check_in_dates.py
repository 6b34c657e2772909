"""Which date a check-in may be for: by when it was recorded, where she was then."""

from tests.acting.care import body_of, on, refusals


async def test_a_date_is_taken_when_it_was_recorded_in_time(care):
    care.move(2026, 6, 10, 9)
    for day, recorded_at, refused in (
        (on(6, 10), "2026-06-10T09:00:00Z", None),
        (on(6, 9), "2026-06-10T09:00:00Z", None),
        (on(6, 9), "2026-06-10T21:59:00Z", None),
        (on(6, 8), "2026-06-10T09:00:00Z", "recorded_too_late"),
        # 23:30 of the ninth in Berlin, and half past midnight.
        (on(6, 8), "2026-06-09T21:30:00Z", None),
        (on(6, 8), "2026-06-09T22:30:00Z", "recorded_too_late"),
        (on(6, 5), "2026-06-03T12:00:00Z", "recorded_before_its_date"),
        (on(3, 10), "2026-03-10T18:00:00Z", None),
        (on(3, 9), "2026-03-09T18:00:00Z", "uploaded_too_late"),
        (on(6, 12), "2026-06-10T09:00:00Z", "date_in_the_future"),
    ):
        answer = await care.check_in(day, recorded_at=recorded_at)
        if refused is None:
            assert answer.status_code in (200, 201), (day, recorded_at, answer.text)
        else:
            assert refusals(answer) == [("/date", refused)], (day, recorded_at)


async def test_a_date_that_has_begun_only_far_in_the_east_is_taken(care):
    await care.travel("Pacific/Kiritimati")
    care.move(2026, 3, 2, 10, 30)
    body_of(await care.check_in(on(3, 3)), 201)
    care.move(2026, 3, 2, 9)
    assert refusals(await care.check_in(on(3, 4))) == [("/date", "date_in_the_future")]


async def test_it_is_the_calendar_where_she_was_when_she_recorded_it_that_counts(care):
    care.move(2026, 3, 2, 12)
    await care.travel("Pacific/Auckland")
    # 01:00 of the third there, but at nine it was the second in Berlin.
    late = await care.check_in(on(3, 1))
    assert refusals(late) == [("/date", "recorded_too_late")]
    body_of(await care.check_in(on(3, 1), recorded_at="2026-03-02T09:00:00Z"), 201)
    body_of(await care.check_in(on(3, 3)), 201)


async def test_who_flies_west_has_longer_to_fill_in_yesterday(care):
    care.move(2026, 3, 3, 4, 30)
    assert refusals(await care.check_in(on(3, 1))) == [("/date", "recorded_too_late")]
    await care.travel("America/New_York")
    body_of(await care.check_in(on(3, 1)), 201)
    care.move(2026, 3, 3, 5, 30)
    assert refusals(await care.check_in(on(3, 1))) == [("/date", "recorded_too_late")]


async def test_a_flight_back_over_the_date_line_keeps_what_was_recorded_before_it(care):
    await care.travel("Pacific/Kiritimati")
    care.move(2026, 3, 2, 11)
    recorded_at = care.clock.at.isoformat()
    care.move(2026, 3, 2, 12)
    await care.travel("Pacific/Honolulu")
    # It is the second here again; the third was told of on the island, where it had begun.
    body_of(await care.check_in(on(3, 3), pain_average=4, recorded_at=recorded_at), 201)
    body_of(await care.check_in(on(3, 2)), 201)


async def test_a_replay_after_its_time_is_refused_like_its_first_upload_would_be(care):
    told = {"pain_average": 4, "recorded_at": care.clock.at.isoformat()}
    care.move(2026, 6, 2, 9)
    body_of(await care.check_in(on(3, 2), **told), 201)
    care.move(2026, 6, 3, 9)
    assert refusals(await care.check_in(on(3, 2), **told)) == [("/date", "uploaded_too_late")]


async def test_a_clock_that_is_wrong_by_years_still_names_its_date(care):
    body_of(await care.check_in(on(3, 2), recorded_at="2031-01-01T08:00:00Z"), 201)
    past = await care.check_in(on(3, 2), recorded_at="2019-01-01T08:00:00Z")
    assert refusals(past) == [("/date", "recorded_before_its_date")]
