"""The plan on its pages: prescribed, edited and checked before, as the API does it."""

from html import unescape

import pytest
from sqlalchemy import update

from api.platform.db import transaction
from api.tables import Account
from tests.acting.care import body_of, on
from tests.pages.planning import at, audited, fill, plan_of, prescribed, press, today
from tests.plan.test_contraindications import disclose


async def test_an_empty_plan_leads_to_the_library_and_from_there_to_the_form(care, ben):
    shown = await ben.open(plan_of(care))
    assert f'href="{plan_of(care)}/add"' in shown.text
    found = await ben.open(f"{plan_of(care)}/add?q=chin")
    assert f'href="{plan_of(care)}/add/chin-tuck"' in found.text
    assert "cat-cow" not in found.text
    form = await ben.open(f"{plan_of(care)}/add/chin-tuck")
    assert 'name="dose.reps" type="text" value="10"' in form.text
    assert "This item is a draft" in form.text


async def test_what_is_prescribed_is_on_the_clients_home_screen(care, ben):
    assert await today(care) == []
    path = f"{plan_of(care)}/add/chin-tuck"
    saved = await fill(ben, path, schedule__times=["20:00", "10:00", ""], note="Slowly.")
    assert (saved.status_code, saved.headers["location"]) == (303, plan_of(care))
    assert await today(care) == [("Chin tuck", "10:00"), ("Chin tuck", "20:00")]
    (item,) = await prescribed(care)
    assert item["dose"] == {"sets": 2, "reps": 10, "hold_s": 5, "duration_min": None}
    assert item["note"] == "Slowly."
    page = unescape((await ben.open(plan_of(care))).text)
    assert "2 sets, 10 repetitions, hold 5 s" in page
    assert "every day" in page


async def test_an_emptied_field_of_the_dose_is_none_and_not_the_librarys(care, ben):
    path = f"{plan_of(care)}/add/chin-tuck"
    await fill(ben, path, schedule__times="10:00", dose__sets="", dose__hold_s="")
    (item,) = await prescribed(care)
    assert item["dose"] == {"sets": None, "reps": 10, "hold_s": None, "duration_min": None}


async def test_a_check_warns_and_stores_nothing(care, ben):
    body_of(await care.ana.patch("/v1/me", {"quiet_hours": {"start": "21:00", "end": "08:00"}}))
    path = f"{plan_of(care)}/add/chin-tuck"
    shown = await fill(ben, path, "check", schedule__times="22:00", dose__reps="7")
    assert shown.status_code == 200
    assert "quiet hours" in shown.text
    assert 'value="22:00"' in shown.text
    assert 'name="dose.reps" type="text" value="7"' in shown.text
    assert await prescribed(care) == []


async def test_nothing_is_saved_before_its_warnings_were_seen(care, ben):
    for at_, exercise in (
        ("09:00", "cat-cow"),
        ("10:00", "belly-breathing"),
        ("11:00", "chin-tuck"),
    ):
        await care.prescribe(at_, exercise=exercise)
    path = f"{plan_of(care)}/add/calf-stretch"
    await ben.open(path)
    await care.prescribe("12:00", exercise="glute-bridge")
    shown = await press(ben, path, schedule__times="10:00", seen="draft_item")
    assert shown.status_code == 200
    assert "four exercises or more" in shown.text
    assert len(await prescribed(care)) == 4
    assert (await press(ben, path)).status_code == 303
    assert len(await prescribed(care)) == 5


async def test_what_the_intake_forbids_needs_a_reason(care, ben):
    await disclose(care, 1, "fracture", "hernia")
    path = f"{plan_of(care)}/add/cat-cow"
    refused = await fill(ben, path, schedule__times="10:00", note="Kept.")
    assert refused.status_code == 409
    assert "A broken bone" in refused.text
    assert "hernia" not in refused.text
    assert ">Kept.</textarea>" in refused.text
    assert 'name="clearance.reason"' in refused.text
    saved = await press(ben, path, clearance__reason="Her surgeon agrees.")
    assert saved.status_code == 303
    (item,) = await prescribed(care)
    assert item["clearance"]["contraindications"] == ["fracture"]


async def test_the_same_words_clear_nothing_that_was_told_since(care, ben):
    await disclose(care, 1, "fracture")
    item = await care.prescribe("10:00", exercise="cat-cow", clearance={"reason": "Agreed."})
    await disclose(care, 2, "fracture", "osteoporosis")
    refused = await fill(ben, at(care, item), dose__reps="7")
    assert refused.status_code == 409
    saved = await press(ben, at(care, item), clearance__reason="Agreed for both.")
    assert saved.status_code == 303
    (item,) = await prescribed(care)
    assert item["clearance"]["contraindications"] == ["fracture", "osteoporosis"]


async def test_an_edit_changes_what_the_client_sees_from_its_day(care, ben):
    item = await care.prescribe("10:00")
    saved = await fill(
        ben, at(care, item), schedule__times=["09:30"], dose__reps="12", effective_on=on(3, 2)
    )
    assert saved.status_code == 303
    assert await today(care) == [("Chin tuck", "09:30")]
    history = unescape((await ben.open(at(care, item, "/versions"))).text)
    assert "repetitions 10 → 12" in history
    assert "Client has not read it" in history
    read = {"prescription_id": item["id"], "version": 2}
    body_of(await care.ana.post("/v1/me/acknowledgements", read), 201)
    assert "Client has not read it" not in (await ben.open(at(care, item, "/versions"))).text


async def test_a_form_that_was_not_touched_makes_no_version(care, ben):
    await disclose(care, 1, "fracture")
    await care.prescribe(
        "10:00",
        exercise="cat-cow",
        note=" Two\nlines. ",
        clearance={"reason": "Agreed."},
        max_pain=7,
        max_pain_reason="Tolerates it.",
        schedule={"weekdays": ["mon"], "timezone_mode": "fixed", "end_on": on(4, 20)},
    )
    nudges = {"nudges": {"per_day": 3, "between": ["09:00", "17:00"]}}
    await care.prescribe(exercise="hydration", schedule=nudges)
    before = await prescribed(care)
    for item in before:
        assert (await fill(ben, at(care, item))).status_code == 303
    assert await prescribed(care) == before


async def test_a_stale_edit_is_412_tells_what_changed_and_loses_nothing(care, ben):
    item = await care.prescribe("10:00")
    await ben.open(at(care, item))
    await care.edit(item, dose={"reps": 4})
    refused = await press(ben, at(care, item), dose__sets="3", note="Mine.")
    assert refused.status_code == 412
    page = unescape(refused.text)
    assert "Somebody has changed this" in page
    assert "repetitions 10 → 4" in page
    assert 'name="dose.sets" type="text" value="3"' in page
    assert ">Mine.</textarea>" in page
    assert (await prescribed(care))[0]["version"] == 2
    assert 'name="dose.reps" type="text" value="4"' in page
    assert (await press(ben, at(care, item))).status_code == 303
    (now,) = await prescribed(care)
    assert (now["dose"]["sets"], now["dose"]["reps"], now["note"]) == (3, 4, "Mine.")


@pytest.mark.parametrize(
    ("field", "said", "words"),
    [
        ("dose.sets", "two", "A whole number is needed."),
        ("dose.sets", "2,5", "A whole number is needed."),
        ("dose.sets", "--2", "A whole number is needed."),
        ("dose.reps", "9" * 5000, "A whole number is needed."),
        ("dose.sets", "21", "This is too large."),
        ("schedule.times", "25:00", "A time of day is needed"),
        ("schedule.times", "", "Please fill this in."),
        ("schedule.end_on", on(2, 1), "This ends before it begins."),
        ("schedule.weekdays", [], "Please fill this in."),
        ("max_pain", "", "A whole number is needed."),
        ("schedule.window_min", "4", "This is too small."),
    ],
)
async def test_what_cannot_be_is_told_beside_its_field_and_kept(care, ben, field, said, words):
    path = f"{plan_of(care)}/add/chin-tuck"
    name = field.replace(".", "__")
    sent = {"schedule__times": "10:00", "note": "Kept."} | {name: said}
    refused = await fill(ben, path, **sent)
    assert refused.status_code == 422
    assert '<p class="error"' in refused.text
    assert words in refused.text
    assert ">Kept.</textarea>" in refused.text
    if said and isinstance(said, str):
        assert f'value="{said}"' in refused.text
    assert await prescribed(care) == []


async def test_a_habit_has_cues_instead_of_times(care, ben):
    path = f"{plan_of(care)}/add/hydration"
    cues = {
        "schedule__nudges__per_day": "3",
        "schedule__nudges__begin": "09:00",
        "schedule__nudges__end": "17:00",
    }
    refused = await fill(ben, path, schedule__times="10:00", **cues)
    assert (refused.status_code, "Give either times or cues." in refused.text) == (422, True)
    assert (await press(ben, path, schedule__times="")).status_code == 303
    (item,) = await prescribed(care)
    assert item["schedule"]["nudges"] == {"per_day": 3, "between": ["09:00", "17:00"]}
    assert "3 cues a day between" in (await ben.open(plan_of(care))).text


async def test_the_audit_says_what_it_says_of_the_api(care, ben):
    path = f"{plan_of(care)}/add/chin-tuck"
    await fill(ben, path, schedule__times="10:00")
    (item,) = await prescribed(care)
    await fill(ben, at(care, item), "check", dose__reps="3")
    await press(ben, at(care, item))
    await ben.open(at(care, item, "/versions"))
    await ben.open(plan_of(care))
    listed = "view prescriptions"
    assert await audited(care) == [
        *(listed, "prescribe", listed),
        *("view prescription", "view prescription", "edit prescription"),
        *("view prescription versions", listed),
    ]


async def test_what_ended_and_what_is_yet_to_begin_say_so(care, ben):
    await care.prescribe("10:00", schedule={"start_on": on(2, 20), "end_on": on(3, 1)})
    await care.prescribe("10:00", exercise="cat-cow", schedule={"start_on": on(3, 20)})
    weeks = {"interval_weeks": 2, "weekdays": ["mon", "fri"]}
    await care.prescribe("10:00", exercise="calf-stretch", schedule=weeks, remind=False)
    shown = (await ben.open(plan_of(care))).text
    for words in (
        ">Ended<",
        "until Mar 1, 2026",
        ">Yet to begin<",
        "from Mar 20, 2026",
        "Monday, Friday · every 2 weeks",
        "without reminders",
    ):
        assert words in shown, words


async def test_every_page_of_a_plan_speaks_spanish_with_days_as_it_writes_them(care, ben):
    item = await care.prescribe("10:00", schedule={"end_on": on(4, 20)})
    async with transaction(care.sessions) as session:
        await session.execute(update(Account).values(locale="es"))
    for path in (plan_of(care), f"{plan_of(care)}/add", f"{plan_of(care)}/add/hydration"):
        assert '<html lang="es">' in (await ben.open(path)).text
    for act in ("", "/versions", "/pause", "/resume", "/stop"):
        assert '<html lang="es">' in (await ben.open(at(care, item, act))).text
    assert "hasta el 20 abr 2026" in (await ben.open(plan_of(care))).text
    refused = await fill(ben, at(care, item), dose__sets="dos")
    assert "Hace falta un número entero." in refused.text


async def test_another_clients_prescription_is_not_found_under_hers(care, casting, ben):
    item = await care.prescribe("10:00")
    other = await care.of_someone_new(casting)
    for act in ("", "/versions", "/pause", "/resume", "/stop"):
        assert (await ben.open(at(other, item, act))).status_code == 404, act
    await ben.open(plan_of(other))
    for act in ("", "/pause", "/resume", "/stop"):
        ben.page = await ben.http.get(at(care, item))
        assert (await ben.send(at(other, item, act))).status_code == 404, act
    assert (await prescribed(care))[0]["state"] == "active"
