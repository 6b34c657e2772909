"""What happens between two acts of a therapist is never passed over."""

from datetime import datetime
from uuid import uuid4

from sqlalchemy import select

from api.tables import PrescriptionPause
from tests.acting.care import Care, Json, body_of, on, problem, refusals

MONDAY = on(3, 2)
NOTE = {"note": "Seen by her doctor."}


async def flag(care: Care, code: str) -> None:
    day = care.clock.at.date().isoformat()
    body_of(await care.check_in(day, red_flags=[code]), 201)


async def alert_of(care: Care) -> Json:
    (alert,) = body_of(await care.ben.get("/v1/alerts"))["items"]
    return alert


async def disclose(care: Care, *codes: str) -> None:
    path = f"/v1/clients/{care.ana.id}"
    etag = body_of(await care.ben.get(path))["etag"]
    body = {"intake": {"contraindications": list(codes)}}
    body_of(await care.ben.patch(path, body, headers={"if-match": etag}))


async def test_what_came_after_an_alert_was_read_is_not_acknowledged_unseen(care):
    await care.prescribe("18:00")
    await flag(care, "constant_night_pain")
    read = await alert_of(care)
    care.move(2026, 3, 3, 8)
    await flag(care, "saddle_numbness")
    path = f"/v1/alerts/{read['id']}/acknowledge"
    answer = await care.ben.post(path, {"evidence_at": read["evidence_at"]})
    assert problem(answer) == (409, "new_evidence")
    again = await alert_of(care)
    assert again["level"] == "emergency"
    seen = body_of(await care.ben.post(path, {"evidence_at": again["evidence_at"]}))
    assert seen["acknowledged_at"]


async def test_a_red_flag_that_waits_is_told_to_whoever_prescribes(care):
    await flag(care, "saddle_numbness")
    item = await care.prescribe("18:00")
    assert "red_flag_open" in item["warnings"]
    alert = await alert_of(care)
    body_of(await care.ben.post(f"/v1/alerts/{alert['id']}/acknowledge", {}))
    assert "red_flag_open" not in (await care.prescribe("18:00", exercise="cat-cow"))["warnings"]


async def test_what_she_disclosed_in_a_pause_is_cleared_before_it_goes_on(care):
    item = await care.prescribe("18:00", exercise="cat-cow")
    await care.act_on(item, "pause")
    await disclose(care, "osteoporosis")
    answer = await care.ben.post(f"/v1/prescriptions/{item['id']}/resume", NOTE)
    assert problem(answer) == (409, "contraindicated")
    await care.edit(item, clearance={"reason": "Mild; no load."})
    assert (await care.act_on(item, "resume", NOTE))["state"] == "active"


async def test_a_pause_ends_on_its_date_wherever_she_is_by_then(care):
    item = await care.prescribe("18:00")
    await care.act_on(item, "pause", {"until_on": on(3, 5)})
    await care.travel("America/Los_Angeles")
    (pause,) = await care.rows(select(PrescriptionPause))
    assert pause.until_at == datetime.fromisoformat("2026-03-05T00:00:00-08:00")
    assert (on(3, 4), "18:00") not in {
        key for key, (state, _) in (await care.states()).items() if state == "scheduled"
    }


async def test_a_pause_that_is_over_by_the_clock_she_flew_into_ends_now(care):
    item = await care.prescribe("18:00")
    care.move(2026, 3, 4, 20)
    await care.act_on(item, "pause", {"until_on": on(3, 5)})
    await care.travel("Pacific/Kiritimati")
    (pause,) = await care.rows(select(PrescriptionPause))
    assert pause.until_at == care.clock.at
    assert body_of(await care.ben.get(f"/v1/prescriptions/{item['id']}"))["state"] == "active"


async def test_an_admin_can_discharge_who_shares_nothing(care):
    body_of(await care.ana.put("/v1/me/consents", {"share_with_therapist": False}))
    path = f"/v1/clients/{care.ana.id}/discharge"
    assert problem(await care.cast.dora.post(path, {})) == (404, "not_found")
    assert problem(await care.cast.eve.post(path, {})) == (404, "not_found")
    body_of(await care.ben.post(path, {}))
    assert problem(await care.ben.post(path, {})) == (404, "not_found")
    gone = body_of(await care.ben.get("/v1/practice/clients?state=discharged"))["items"]
    assert [each["id"] for each in gone] == [str(care.ana.id)]


async def test_what_has_reached_its_end_is_not_shown_as_paused(care):
    await care.prescribe("18:00", schedule={"end_on": on(3, 4)})
    await care.prescribe("18:00", exercise="cat-cow")
    care.move(2026, 3, 6, 8)
    await flag(care, "saddle_numbness")
    paused = body_of(await care.ana.get("/v1/me/today"))["paused"]
    assert [each["exercise"] for each in paused] == ["cat-cow"]


async def test_a_plan_cannot_end_before_its_edit_begins(care):
    item = await care.prescribe("18:00")
    answer = await care.try_to_edit(item, schedule={"end_on": MONDAY})
    assert refusals(answer) == [("/schedule/end_on", "before_effective")]
    ends_today = {"schedule": {"end_on": MONDAY}, "effective_on": MONDAY}
    assert (await care.edit(item, **ends_today))["schedule"]["end_on"] == MONDAY


async def test_an_appointment_of_another_century_is_refused(care):
    path = f"/v1/clients/{care.ana.id}/appointments"
    for starts_at in ("1901-03-02T10:00:00Z", "2199-03-02T10:00:00Z"):
        answer = await care.ben.post(path, {"starts_at": starts_at})
        assert refusals(answer) == [("/starts_at", "too_far_from_today")]


async def test_two_phones_are_told_to_stop_by_one_alert(care):
    item = await care.prescribe("18:00")
    care.move(2026, 3, 2, 17)
    for _ in range(2):
        await care.log(item, MONDAY, "18:00", pain_before=2, pain_after=7, id=uuid4())
    assert len((await alert_of(care))["evidence"]) == 2
