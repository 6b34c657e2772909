"""How long a practice keeps, and what it counts, for its admins."""

from tests.acting.care import body_of, problem, refusals
from tests.acting.erasing import erase_ana

PATH = "/v1/practice"


async def edit(person, **changes):
    etag = (await person.get(PATH)).headers["etag"]
    return await person.patch(PATH, changes, headers={"if-match": etag})


async def test_nothing_is_kept_for_a_time_only_unless_it_is_said(care):
    shown = body_of(await care.ben.get(PATH))
    assert (shown["retention_months"], shown["clients"], shown["erased"]) == (None, 2, 0)
    assert shown["id"] == str(care.ben.practice_id)


async def test_a_time_is_set_and_taken_away(care):
    for months in (120, 1, 360, None):
        assert body_of(await edit(care.ben, retention_months=months))["retention_months"] == months


async def test_what_it_cannot_be(care):
    for months in (0, 361, "12", 1.5, True):
        found = refusals(await edit(care.ben, retention_months=months))
        assert [pointer for pointer, _ in found] == ["/retention_months"]
    assert refusals(await edit(care.ben, name="Other")) == [("/name", "read_only")]


async def test_an_edit_needs_what_was_read(care):
    changes = {"retention_months": 12}
    assert problem(await care.ben.patch(PATH, changes)) == (428, "if_match_required")
    stale = await care.ben.patch(PATH, changes, headers={"if-match": '"x"'})
    assert problem(stale) == (412, "stale_edit")
    assert problem(await care.cast.dora.get(PATH)) == (403, "forbidden")


async def test_counts_stay_when_somebody_is_erased(care, tmp_path):
    await erase_ana(care, tmp_path / "erased.jsonl")
    shown = body_of(await care.ben.get(PATH))
    assert (shown["clients"], shown["erased"]) == (1, 1)
