"""A check-in that says nothing, or that was taken back, is kept and counts nowhere."""

from datetime import timedelta

import pytest

from tests.acting.care import Care, Json, at, body_of, on, refusals, stored_of
from tests.acting.planning import give_email

MONDAY, LAST_WEEK = on(3, 2), on(2, 23)
SILENT = [{}, {"duration_s": 20}, {"note": "   "}, {"pain_average": None, "body_map": []}]


async def today(care: Care) -> Json:
    return body_of(await care.ana.get("/v1/me/today"))


async def brief(care: Care) -> Json:
    return body_of(await care.ben.get(f"/v1/clients/{care.ana.id}/brief"))


async def trends(care: Care) -> Json:
    asked = {"from": MONDAY, "to": on(3, 13)}
    return body_of(await care.ben.get(f"/v1/clients/{care.ana.id}/trends", params=asked))


@pytest.mark.parametrize("said", SILENT)
async def test_it_is_stored_and_not_done(care, said):
    body_of(await care.check_in(MONDAY, **said), 201)
    body_of(await care.check_in(MONDAY, **said))
    assert (await today(care))["check_in"]["done"] is False
    assert len(body_of(await care.ana.get("/v1/me/check-ins"))["items"]) == 1


@pytest.mark.parametrize(
    "said",
    [
        {"pain_medicine": False},
        {"stress": 0},
        {"note": "Fine."},
        {"body_map": [{"region": "neck"}]},
        {"red_flags": ["constant_night_pain"]},
    ],
)
async def test_any_answer_makes_it_done(care, said):
    body_of(await care.check_in(MONDAY, **said), 201)
    assert (await today(care))["check_in"]["done"] is True


async def test_twelve_of_them_are_no_completeness_and_no_streak(care):
    for n in range(12):
        care.move(2026, 3, 2 + n, 12)
        body_of(await care.check_in(on(3, 2 + n)), 201)
    assert (await trends(care))["logged"] == 0
    assert (await trends(care))["due"] == 11
    assert (await today(care))["streak"] == 0
    assert (await brief(care))["completeness"]["logged"] == 0
    mine = body_of(await care.ana.get("/v1/me/trends", params={"from": MONDAY, "to": on(3, 13)}))
    assert mine["logged"] == 0


async def test_its_reminder_still_leaves_and_an_answer_ends_it(care):
    await give_email(care)
    key = (MONDAY, "check_in")
    body_of(await care.check_in(MONDAY), 201)
    assert (await care.states())[key] == ("scheduled", None)
    care.advance(minutes=1)
    body_of(await care.check_in(MONDAY, stress=3))
    assert (await care.states())[key] == ("skipped", "done")


async def test_an_answer_that_is_emptied_brings_the_reminder_back(care):
    await give_email(care)
    body_of(await care.check_in(MONDAY, stress=3), 201)
    care.advance(minutes=1)
    body_of(await care.check_in(MONDAY))
    assert (await care.states())[(MONDAY, "check_in")] == ("scheduled", None)
    assert (await today(care))["check_in"]["done"] is False


async def test_a_check_in_that_is_taken_back_is_gone_from_every_figure(care):
    await give_email(care)
    body_of(await care.check_in(MONDAY, pain_average=8, stress=3), 201)
    care.advance(minutes=1)
    assert stored_of(await care.undo_check_in(MONDAY)) == {"date": MONDAY, "undone": True}
    assert stored_of(await care.undo_check_in(MONDAY)) == {"date": MONDAY, "undone": True}
    assert (await today(care))["check_in"]["done"] is False
    assert (await care.states())[(MONDAY, "check_in")] == ("scheduled", None)
    found = await trends(care)
    assert (found["logged"], set(found["pain_average"])) == (0, {None})
    assert body_of(await care.ana.get("/v1/me/check-ins"))["items"] == []
    (kept,) = body_of(await care.ana.get(f"/v1/me/check-ins/{MONDAY}/history"))["items"]
    assert (kept["current"], kept["answers"]["pain_average"]) == (False, 8)


@pytest.mark.parametrize("undone", [True, False])
async def test_one_before_her_first_day_does_not_make_days_due(care, undone):
    care.move(2026, 3, 4, 9)
    span = {"from": on(2, 20), "to": on(3, 4)}
    path = f"/v1/clients/{care.ana.id}/trends"
    before = body_of(await care.ben.get(path, params=span))["due"]
    early = at(2026, 2, 21, 9)
    said = {"recorded_at": early.isoformat()}
    if undone:
        body_of(await care.undo_check_in(on(2, 21), early))
    else:
        body_of(await care.check_in(on(2, 21), **said), 201)
    assert body_of(await care.ben.get(path, params=span))["due"] == before


async def test_only_what_was_recorded_later_counts_again(care):
    body_of(await care.check_in(MONDAY, stress=3), 201)
    care.advance(minutes=2)
    body_of(await care.undo_check_in(MONDAY))
    for minutes in (1, 2):
        recorded_at = (at(2026, 3, 2, 8) + timedelta(minutes=minutes)).isoformat()
        lost = await care.check_in(MONDAY, stress=3 + minutes, recorded_at=recorded_at)
        assert body_of(lost)["undone"] is True
        assert body_of(await care.ana.get("/v1/me/check-ins"))["items"] == []
    care.advance(minutes=1)
    assert body_of(await care.check_in(MONDAY, stress=9))["undone"] is False
    assert stored_of(await care.undo_check_in(MONDAY, at(2026, 3, 2, 8))) == {
        "date": MONDAY,
        "undone": False,
    }
    (row,) = body_of(await care.ana.get("/v1/me/check-ins"))["items"]
    assert row["stress"] == 9


async def test_an_undo_that_comes_first_is_remembered(care):
    body_of(await care.undo_check_in(MONDAY))
    care.advance(minutes=1)
    late = await care.check_in(MONDAY, stress=3, recorded_at="2026-03-02T07:59:00Z")
    assert late.status_code == 200
    assert body_of(await care.ana.get("/v1/me/check-ins"))["items"] == []
    body_of(await care.check_in(MONDAY, stress=4))
    assert (await today(care))["check_in"]["done"] is True


async def test_taking_back_never_undoes_a_flag(care):
    item = await care.prescribe("20:00")
    body_of(await care.check_in(MONDAY, red_flags=["constant_night_pain"]), 201)
    care.advance(minutes=1)
    body_of(await care.undo_check_in(MONDAY))
    assert (await today(care))["paused_for_safety"] is True
    item = body_of(await care.ben.get(f"/v1/prescriptions/{item['id']}"))
    assert item["state"] == "paused"
    events = body_of(await care.ben.get(f"/v1/clients/{care.ana.id}/safety-events"))
    assert [event["code"] for event in events["items"]] == ["constant_night_pain"]


async def test_what_has_not_begun_cannot_be_taken_back(care):
    assert refusals(await care.undo_check_in(on(3, 3))) == [("/date", "date_in_the_future")]
    path = "/v1/me/weekly-check-ins/"
    said = {"recorded_at": care.clock.at.isoformat()}
    for monday, code in ((on(3, 9), "date_in_the_future"), (on(3, 1), "not_a_monday")):
        answer = await care.ana.delete(path + monday, params=said)
        assert refusals(answer) == [("/monday", code)]


async def asked(care: Care) -> bool:
    shown = body_of(await care.ana.get("/v1/me/today?on=2026-03-02"))
    return shown["weekly_check_in"]["done"]


async def test_a_week_without_an_answer_is_asked_about_again_and_so_is_one_taken_back(care):
    path = f"/v1/me/weekly-check-ins/{LAST_WEEK}"

    def said(**answers: object) -> Json:
        body = {"id": "019cd105-3e00-7d2a-8c11-6b0f4e2a9d73"}
        return body | {"recorded_at": care.clock.at.isoformat()} | answers

    body_of(await care.ana.put(path, said(duration_s=9)), 201)
    assert await asked(care) is False
    care.advance(minutes=1)
    body_of(await care.ana.put(path, said(energy=5)))
    assert await asked(care) is True
    care.advance(minutes=1)
    undo = await care.ana.delete(path, params={"recorded_at": care.clock.at.isoformat()})
    assert stored_of(undo) == {"monday": LAST_WEEK, "undone": True}
    assert await asked(care) is False
    assert body_of(await care.ana.get("/v1/me/weekly-check-ins"))["items"] == []
