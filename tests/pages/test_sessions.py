"""Sessions on the pages: planned, told of with what was found, and never overwritten."""

import re
from html import unescape
from typing import Any

from sqlalchemy import select

from api.tables import Appointment, AuditEvent
from tests.acting.care import Care, Json, body_of

FINDING = {
    "findings.0.region": "neck",
    "findings.0.side": "left",
    "findings.0.root_cause": "trigger_points",
    "findings.0.referred_to": ["head", "jaw"],
}
ROM = {
    "rom.0.joint": "neck",
    "rom.0.movement": "rotation",
    "rom.0.side": "left",
    "rom.0.degrees": "55",
}
PRIVATE = "Begin with the right side next time."


def hidden(page: Any, name: str) -> str:
    found = re.search(f'name="{re.escape(name)}" value="([^"]*)"', page.text)
    assert found, name
    return unescape(found[1])


def at(care: Care, rest: str = "") -> str:
    return f"/clients/{care.ana.id}/sessions{rest}"


async def held(care: Care, **more: Any) -> Json:
    """Ben notes a session of last Friday, at ten in Berlin."""
    body = {"starts_at": "2026-02-27T09:00:20Z", "status": "planned", **more}
    return body_of(await care.ben.post(f"/v1/clients/{care.ana.id}/appointments", body), 201)


async def opened(care: Care, ben: Any, session: Json) -> dict[str, str]:
    """Open the form of a session; return what it carries before anyone types."""
    page = await ben.open(at(care, f"/{session['id']}"))
    assert page.status_code == 200
    names = ("etag", "was", "date", "time", "duration_min")
    fields = re.findall(r'<input id="(\w+)" name="\w+"[^>]* value="([^"]*)"', page.text)
    shown = dict(fields)
    return {name: shown.get(name) or hidden(page, name) for name in names} | {"status": "planned"}


async def stored(care: Care, session: Json) -> Json:
    return body_of(await care.ben.get(f"/v1/appointments/{session['id']}"))


async def actions(care: Care) -> list[str]:
    rows = await care.rows(select(AuditEvent).order_by(AuditEvent.id))
    return [row.action for row in rows]


async def test_without_a_session_the_page_leads_to_the_first(care, ben):
    page = await ben.open(at(care))
    assert "No session is noted yet." in page.text
    assert f'href="{at(care, "/new")}"' in page.text


async def test_a_session_is_planned_by_the_therapists_own_clock(care, ben):
    await ben.open(at(care, "/new"))
    page = await ben.send(
        at(care, "/new"), date="2026-03-09", time="10:30", duration_min="45", status="planned"
    )
    assert (page.status_code, page.url.path) == (200, at(care))
    assert "To come" in page.text
    assert "45 minutes" in page.text
    (row,) = await care.rows(select(Appointment))
    # Berlin, in winter.
    assert row.starts_at.isoformat() == "2026-03-09T09:30:00+00:00"
    assert "add appointment" in await actions(care)


async def test_what_was_found_and_measured_is_stored_as_the_api_stores_it(care, ben):
    session = await held(care)
    fields = await opened(care, ben, session) | {"status": "completed", "note": PRIVATE}
    page = await ben.send(at(care, f"/{session['id']}"), **fields, **FINDING, **ROM)
    assert page.url.path == at(care)
    assert "Neck (Left): Trigger points" in page.text
    assert "55°" in page.text
    now = await stored(care, session)
    assert now["status"] == "completed"
    assert now["findings"] == [
        {
            "region": "neck",
            "side": "left",
            "root_cause": "trigger_points",
            "referred_to": ["head", "jaw"],
        }
    ]
    assert now["rom"] == [{"joint": "neck", "movement": "rotation", "side": "left", "degrees": 55}]
    # To the second as it was, since the fields showed the same.
    assert now["starts_at"] == session["starts_at"]
    assert (await actions(care)).count("edit appointment") == 1


async def test_what_changes_nothing_is_noted_as_a_view(care, ben):
    session = await held(care, note=PRIVATE, status="completed")
    fields = await opened(care, ben, session) | {"status": "completed", "note": PRIVATE}
    await ben.send(at(care, f"/{session['id']}"), False, **fields)
    assert (await actions(care))[-1] == "view appointment"
    assert (await stored(care, session))["etag"] == session["etag"]


async def test_a_private_note_never_reaches_the_client(care, ben):
    session = await held(care)
    fields = await opened(care, ben, session) | {"status": "completed", "note": PRIVATE}
    await ben.send(at(care, f"/{session['id']}"), **fields, **FINDING)
    assert (await stored(care, session))["note"] == PRIVATE
    for path in ("/v1/me/appointments", "/v1/me/today", "/v1/me/export"):
        told = await care.ana.get(path)
        assert "right side next" not in told.text, path
        assert "trigger_points" not in told.text, path


async def test_more_rows_keep_what_was_typed_and_store_nothing(care, ben):
    session = await held(care)
    fields = await opened(care, ben, session) | {"note": "Half a sentence"}
    path = at(care, f"/{session['id']}")
    before = ben.page.text.count('.root_cause"')
    page = await ben.send(path, **fields, **FINDING, **{"findings.rows": "1"}, more="findings")
    assert page.status_code == 200
    assert "Nothing is saved yet." in page.text
    assert page.text.count('.root_cause"') > before
    assert "Half a sentence" in page.text
    assert 'value="neck" selected' in page.text
    assert "Also felt in: Head, Jaw" in page.text
    assert (await stored(care, session))["findings"] == []
    saved = await ben.send(path, **fields, **FINDING)
    assert saved.url.path == at(care)


async def test_rows_have_no_gaps_and_what_is_to_go_goes(care, ben):
    session = await held(care, status="completed")
    fields = await opened(care, ben, session) | {"status": "completed"}
    rows = {
        "findings.0.region": "neck",
        "findings.0.gone": "yes",
        "findings.3.region": "jaw",
        "findings.5.region": "hip",
    }
    await ben.send(at(care, f"/{session['id']}"), **fields, **rows)
    assert [each["region"] for each in (await stored(care, session))["findings"]] == ["jaw", "hip"]


async def test_what_is_wrong_stands_beside_its_field_and_the_rest_is_kept(care, ben):
    session = await held(care)
    fields = await opened(care, ben, session) | {"note": "Half a sentence"}
    rows = {"findings.2.side": "left", "rom.1.joint": "neck", "rom.1.degrees": "many"}
    page = await ben.send(at(care, f"/{session['id']}"), **fields, **rows)
    assert page.status_code == 422
    for name in ("findings.0.region", "rom.0.movement", "rom.0.degrees"):
        assert f'id="{name}-error"' in page.text, name
    assert "A whole number is needed." in page.text
    assert 'value="many"' in page.text
    assert "Half a sentence" in page.text
    assert (await stored(care, session))["etag"] == session["etag"]


async def test_a_movement_that_was_measured_twice_is_told_in_its_row(care, ben):
    session = await held(care)
    fields = await opened(care, ben, session)
    twice = ROM | {name.replace("0", "1"): value for name, value in ROM.items()}
    page = await ben.send(at(care, f"/{session['id']}"), **fields, **twice)
    assert page.status_code == 422
    assert page.text.count("This movement is there twice.") == 1


async def test_a_date_that_cannot_be_is_told(care, ben):
    await ben.open(at(care, "/new"))
    for fields, words in (
        ({"date": "", "time": ""}, "Please fill this in."),
        ({"date": "soon", "time": "10:00"}, "A date is needed."),
        ({"date": "2026-03-29", "time": "02:30"}, "The clock does not show this time"),
        ({"date": "2028-03-29", "time": "10:00"}, "This is too far from today."),
        ({"date": "2026-03-09", "time": "10:00", "status": "completed"}, "has not begun yet"),
    ):
        page = await ben.send(at(care, "/new"), **({"status": "planned"} | fields))
        assert page.status_code == 422, fields
        assert words in page.text, fields
    assert not await care.rows(select(Appointment))


async def test_a_second_session_at_the_same_time_is_refused_in_words(care, ben):
    await held(care)
    await ben.open(at(care, "/new"))
    twice = {"date": "2026-02-27", "time": "10:00", "status": "planned"}
    assert (await ben.send(at(care, "/new"), **twice)).url.path == at(care)
    await ben.open(at(care, "/new"))
    page = await ben.send(at(care, "/new"), **twice)
    assert page.status_code == 409
    assert "another session at this time" in page.text
    assert 'value="2026-02-27"' in page.text


async def test_a_stale_form_is_412_and_what_was_typed_stays(care, ben):
    session = await held(care)
    fields = await opened(care, ben, session) | {"note": "Mine"}
    path = f"/v1/appointments/{session['id']}"
    changed = await care.ben.patch(path, {"note": "Theirs"}, headers={"if-match": fields["etag"]})
    page = await ben.send(at(care, f"/{session['id']}"), **fields)
    assert page.status_code == 412
    assert "Somebody has changed this" in page.text
    assert "Mine" in page.text
    assert body_of(changed)["note"] == (await stored(care, session))["note"] == "Theirs"


async def test_a_mistake_does_not_turn_a_stale_form_into_a_current_one(care, ben):
    session = await held(care)
    fields = await opened(care, ben, session)
    path = f"/v1/appointments/{session['id']}"
    await care.ben.patch(path, {"note": "Theirs"}, headers={"if-match": fields["etag"]})
    page = await ben.send(at(care, f"/{session['id']}"), **(fields | {"date": "soon"}))
    assert page.status_code == 422
    assert hidden(page, "etag") == fields["etag"]
    assert (await ben.send(at(care, f"/{session['id']}"), **fields)).status_code == 412


async def test_a_form_without_its_etag_is_refused(care, ben):
    session = await held(care)
    fields = await opened(care, ben, session) | {"etag": ""}
    assert (await ben.send(at(care, f"/{session['id']}"), **fields)).status_code == 428


async def test_a_session_is_found_below_its_own_client_alone(care, casting, ben):
    session = await held(care)
    other = await casting.client(care.ben, "Bea")
    path = f"/clients/{other.id}/sessions/{session['id']}"
    assert (await ben.open(path)).status_code == 404
    fields = await opened(care, ben, session) | {"note": "Mine"}
    assert (await ben.send(path, **fields)).status_code == 404
    assert (await stored(care, session))["note"] is None


async def test_what_the_client_said_of_a_session_is_shown(care, ben):
    session = await held(care, status="completed")
    said = {
        "pressure": "too_much",
        "soreness": [{"date": "2026-02-28", "value": 6}],
        "note": "Sore for a day.",
        "recorded_at": "2026-03-01T10:00:00+01:00",
    }
    path = f"/v1/me/appointments/{session['id']}/feedback"
    assert (await care.ana.put(path, said)).status_code == 201
    listed = await ben.open(at(care))
    assert "Pressure: Too much" in listed.text
    shown = await ben.open(at(care, f"/{session['id']}"))
    assert "Sore for a day." in shown.text


async def test_an_episode_is_begun_and_changed(care, ben):
    new = f"/clients/{care.ana.id}/episodes/new"
    await ben.open(new)
    page = await ben.send(
        new, starts_on="2026-02-23", planned_sessions="6", planned_weeks="8", conditions="neck_pain"
    )
    assert page.url.path == at(care)
    assert "0 of 6 sessions held" in page.text
    assert "Neck pain" in page.text
    (link,) = re.findall(r'href="(/clients/[^"]*/episodes/[0-9a-f-]{36})"', page.text)
    shown = await ben.open(link)
    etag = hidden(shown, "etag")
    changed = await ben.send(link, etag=etag, starts_on="2026-02-23", planned_sessions="3")
    assert "0 of 3 sessions held" in changed.text
    assert "Neck pain" not in changed.text
    assert {"add episode", "edit episode"} <= set(await actions(care))
    await ben.open(link)
    stale = await ben.send(link, etag=etag, planned_sessions="9")
    assert stale.status_code == 412
    assert 'value="9"' in stale.text
    wrong = await ben.send(link, etag=hidden(stale, "etag"), planned_sessions="99")
    assert wrong.status_code == 422
    assert 'id="planned_sessions-error"' in wrong.text


async def test_two_episodes_do_not_begin_on_one_date(care, ben):
    new = f"/clients/{care.ana.id}/episodes/new"
    await ben.open(new)
    await ben.send(new, starts_on="2026-02-23")
    await ben.open(new)
    page = await ben.send(new, starts_on="2026-02-23")
    assert page.status_code == 409
    assert "Another episode begins on this date." in page.text
