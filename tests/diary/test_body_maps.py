"""Where it hurts, and what else a check-in says in codes."""

from tests.acting.care import Json, body_of, on, refusals

MONDAY = on(3, 2)


def spot(region: str, side: str | None = None, role: str = "source", **more: object) -> Json:
    return {"region": region, "side": side, "role": role, "tingling": False, **more}


async def test_a_body_map_is_shown_as_it_was_drawn(care):
    drawn = [
        spot("neck", "middle"),
        spot("shoulder", "left"),
        spot("shoulder", "left", "referred", tingling=True),
        spot("shoulder", "right"),
        spot("hand", "both", "referred"),
        spot("knee"),
        spot("whole_body"),
    ]
    first = body_of(await care.check_in(MONDAY, body_map=drawn), 201)
    assert first["body_map"] == drawn
    (read,) = body_of(await care.ben.get(f"/v1/clients/{care.ana.id}/check-ins"))["items"]
    assert read["body_map"] == drawn


async def test_a_limb_has_no_middle_and_every_other_region_may_have_one(care, library):
    regions = library.vocabulary("en").codes("regions")
    limbs = library.check_in_questions("en").sided_regions
    assert {"shoulder", "knee", "it_band", "foot"} < limbs < regions
    for region in sorted(regions):
        answer = await care.check_in(MONDAY, body_map=[spot("neck"), spot(region, "middle")])
        if region in limbs:
            assert refusals(answer) == [("/body_map/1/side", "no_middle")], region
        else:
            assert answer.status_code in (200, 201), region


async def test_any_region_may_have_any_other_side_or_none(care, library):
    for region in sorted(library.vocabulary("en").codes("regions")):
        sides = [spot(region, side) for side in (None, "left", "right", "both")]
        answer = await care.check_in(MONDAY, body_map=sides)
        assert answer.status_code in (200, 201), region


async def test_a_spot_that_is_there_twice_is_refused_even_if_it_tingles_once(care):
    twice = [spot("neck", "left"), spot("neck"), spot("neck", "left", tingling=True)]
    assert refusals(await care.check_in(MONDAY, body_map=twice)) == [
        ("/body_map/2", "repeated_spot")
    ]
    plain = [{"region": "neck"}, spot("neck")]
    assert refusals(await care.check_in(MONDAY, body_map=plain)) == [
        ("/body_map/1", "repeated_spot")
    ]


async def test_a_red_flag_that_comes_twice_is_stored_once(care):
    flags = ["swollen_hot_calf", "constant_night_pain", "swollen_hot_calf"]
    answer = body_of(await care.check_in(MONDAY, red_flags=flags), 201)
    assert answer["red_flags"] == flags[:2]


async def test_a_worst_pain_below_the_average_is_a_slip_that_loses_nothing(care):
    answer = body_of(await care.check_in(MONDAY, pain_average=6, pain_worst=4), 201)
    assert (answer["pain_average"], answer["pain_worst"]) == (6, 4)


async def test_how_long_it_took_is_kept(care):
    assert body_of(await care.check_in(MONDAY, duration_s=86_400), 201)["duration_s"] == 86_400
    too_long = await care.check_in(MONDAY, duration_s=86_401)
    assert refusals(too_long) == [("/duration_s", "less_than_equal")]
