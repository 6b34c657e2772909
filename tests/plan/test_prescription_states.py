from sqlalchemy import select

from api.tables import PrescriptionPause
from tests.acting.care import at, body_of, on, problem, refusals

NEWEST_FIRST = select(PrescriptionPause).order_by(PrescriptionPause.from_at.desc())


async def pauses(care) -> list[tuple]:
    rows = await care.rows(select(PrescriptionPause).order_by(PrescriptionPause.from_at))
    return [(row.from_at, row.until_at, row.reason) for row in rows]


async def test_a_pause_lasts_from_now_until_it_is_resumed(care):
    item = await care.prescribe("08:00")
    care.move(2026, 3, 2, 9)
    paused = await care.act_on(item, "pause", {"reason": "Flu."})
    assert paused["state"] == "paused"
    care.move(2026, 3, 9, 9)
    assert (await care.act_on(item, "resume"))["state"] == "active"
    assert await pauses(care) == [(at(2026, 3, 2, 9), at(2026, 3, 9, 9), "Flu.")]


async def test_saying_it_twice_changes_nothing(care):
    item = await care.prescribe("08:00")
    first = await care.act_on(item, "pause")
    care.move(2026, 3, 3, 9)
    assert await care.act_on(item, "pause") == first
    assert await pauses(care) == [(at(2026, 3, 2, 8), None, "")]
    care.move(2026, 3, 4, 9)
    resumed = await care.act_on(item, "resume")
    care.move(2026, 3, 5, 9)
    assert await care.act_on(item, "resume") == resumed
    assert await pauses(care) == [(at(2026, 3, 2, 8), at(2026, 3, 4, 9), "")]


async def test_the_last_word_on_when_a_pause_ends_counts_and_what_is_over_stays(care):
    item = await care.prescribe("08:00")
    await care.act_on(item, "pause", {"reason": "Flu."})
    care.move(2026, 3, 3, 9)
    await care.act_on(item, "pause", {"until_on": on(3, 9)})
    assert await pauses(care) == [(at(2026, 3, 2, 8), at(2026, 3, 8, 23), "Flu.")]
    await care.act_on(item, "pause", {"until_on": on(3, 5), "reason": "Better."})
    assert await pauses(care) == [(at(2026, 3, 2, 8), at(2026, 3, 4, 23), "Better.")]
    care.move(2026, 3, 6, 9)
    await care.act_on(item, "pause", {"until_on": on(3, 9)})
    await care.act_on(item, "pause")
    assert await pauses(care) == [
        (at(2026, 3, 2, 8), at(2026, 3, 4, 23), "Better."),
        (at(2026, 3, 6, 9), None, ""),
    ]


async def test_who_resumed_it_and_why_is_kept_where_it_was_said(care):
    item = await care.prescribe("08:00")
    for note, kept in (({"note": " Well again. "}, "Well again."), (None, None), ({}, None)):
        await care.act_on(item, "pause")
        care.advance(hours=1)
        await care.act_on(item, "resume", note)
        row = (await care.rows(NEWEST_FIRST))[0]
        assert (row.resumed_by, row.resume_note) == (care.ben.id, kept)
    path = f"/v1/prescriptions/{item['id']}/resume"
    refused = [("/note", "too_long")]
    assert refusals(await care.ben.post(path, {"note": "x" * 501})) == refused
    assert refusals(await care.ben.post(path, {"why": "x"})) == [("", "extra_forbidden")]


async def test_resuming_what_was_never_paused_changes_nothing(care):
    item = await care.prescribe("08:00")
    assert await care.act_on(item, "resume") == item | {"warnings": []}


async def test_a_pause_until_a_date_ends_as_that_date_begins_where_the_client_is(care):
    item = await care.prescribe("08:00")
    await care.act_on(item, "pause", {"until_on": on(3, 9)})
    assert await pauses(care) == [(at(2026, 3, 2, 8), at(2026, 3, 8, 23), "")]
    path = f"/v1/prescriptions/{item['id']}"
    care.move(2026, 3, 8, 22, 59)
    assert body_of(await care.ben.get(path))["state"] == "paused"
    care.move(2026, 3, 8, 23)
    assert body_of(await care.ben.get(path))["state"] == "active"
    await care.act_on(item, "pause")
    assert (await pauses(care))[1] == (at(2026, 3, 8, 23), None, "")


async def test_a_pause_with_an_end_can_be_resumed_before_it(care):
    item = await care.prescribe("08:00")
    await care.act_on(item, "pause", {"until_on": on(3, 9)})
    care.move(2026, 3, 4, 9)
    assert (await care.act_on(item, "resume"))["state"] == "active"
    assert await pauses(care) == [(at(2026, 3, 2, 8), at(2026, 3, 4, 9), "")]


async def test_a_pause_cannot_end_before_it_begins(care):
    item = await care.prescribe("08:00")
    path = f"/v1/prescriptions/{item['id']}/pause"
    for until_on in (on(3, 2), on(3, 1)):
        answer = await care.ben.post(path, {"until_on": until_on})
        assert refusals(answer) == [("/until_on", "not_after_today")]
    misspelt = await care.ben.post(path, {"until": on(3, 9)})
    assert refusals(misspelt) == [("", "extra_forbidden")]
    assert await pauses(care) == []


async def test_of_two_stops_the_first_one_counts(care):
    item = await care.prescribe("08:00")
    care.move(2026, 3, 3, 9)
    stopped = await care.act_on(item, "stop", {"reason": "Done with it."})
    assert (stopped["state"], stopped["stop_reason"]) == ("stopped", "Done with it.")
    assert stopped["stopped_at"] == "2026-03-03T09:00:00Z"
    care.move(2026, 3, 4, 9)
    assert await care.act_on(item, "stop", {"reason": "Again."}) == stopped
    assert body_of(await care.ben.get(f"/v1/prescriptions/{item['id']}")) == stopped


async def test_what_was_stopped_is_not_paused(care):
    item = await care.prescribe("08:00")
    await care.act_on(item, "stop")
    answer = await care.ben.post(f"/v1/prescriptions/{item['id']}/pause")
    assert problem(answer) == (409, "prescription_stopped")


async def test_a_paused_prescription_can_be_stopped_and_edited(care):
    item = await care.prescribe("08:00")
    await care.act_on(item, "pause")
    assert (await care.edit(item, note="x"))["state"] == "paused"
    assert (await care.act_on(item, "stop"))["state"] == "stopped"


async def test_only_her_therapist_may(care):
    item = await care.prescribe("08:00")
    for verb in ("pause", "resume", "stop"):
        path = f"/v1/prescriptions/{item['id']}/{verb}"
        assert problem(await care.cast.dora.post(path)) == (404, "not_found")
        assert problem(await care.ana.post(path)) == (403, "forbidden")
    assert body_of(await care.ben.get(f"/v1/prescriptions/{item['id']}"))["state"] == "active"
