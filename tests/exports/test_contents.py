"""What is in a copy: all that the API shows, nobody else's, and nothing that is not to leave."""

import csv
import io
import json

import pytest

from api.exports import rows
from tests.acting.care import body_of
from tests.acting.exporting import copy_of, live, work
from tests.acting.pasts import ago, pain, store_check_ins
from tests.acting.reminding import register

CANARY, NOTED = "zq7pelican", "zq7heron"
FILES = {
    "README.txt",
    "copy.html",
    "data.json",
    "fhir/bundle.json",
    "series/check-ins.csv",
    "series/logs.csv",
    "series/weekly-check-ins.csv",
}


def lines(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


async def test_it_has_a_page_all_rows_series_and_fhir_and_says_what_it_is(care):
    await live(care)
    archive = await copy_of(care)
    assert archive.files.keys() == FILES
    data = archive.data
    assert (data["format"], data["version"]) == ("carryover-export", 1)
    assert (data["for"], data["client_id"]) == ("client", str(care.ana.id))
    assert data["made_at"] == "2026-03-02T08:00:00Z"
    assert "R4B (4.3.0)" in archive.files["README.txt"]


async def test_what_she_told_is_what_the_api_shows(care):
    await live(care)
    archive = await copy_of(care)
    for table, path, renamed in (
        ("check_ins", "check-ins", {"date": "on_date"}),
        ("weekly_check_ins", "weekly-check-ins", {}),
        ("logs", "logs", {}),
    ):
        shown = body_of(await care.ana.get(f"/v1/me/{path}", params={"from": "2026-02-01"}))
        standing = {row["id"]: row for row in archive.tables[table] if not row["undone"]}
        assert shown["items"], path
        assert standing.keys() == {each["id"] for each in shown["items"]}, path
        for each in shown["items"]:
            row = standing[each["id"]]
            told = {renamed.get(name, name): value for name, value in each.items()}
            same = told.keys() & row.keys() - {"recorded_at"}
            assert len(same) > 6, path
            assert {name: row[name] for name in same} == {name: told[name] for name in same}


async def test_the_rest_is_there_too(care):
    lived = await live(care)
    await register(care.ana)
    tables = (await copy_of(care)).tables
    assert [row["exercise"] for row in tables["prescriptions"]] == ["chin-tuck"]
    assert [row["max_pain"] for row in tables["prescription_versions"]] == [5, 6]
    assert tables["goals"][0]["id"] == lived.goal["id"]
    assert tables["feedback"][0]["pressure"] == "right"
    assert tables["consents"][0]["granted"] is True
    assert tables["devices"][0]["installation_id"] == "phone-1"
    assert [row["kind"] for row in tables["alerts"]] == ["red_flag"]
    assert tables["reminders"]
    assert tables["accounts"][0]["name"] == "Ana"
    assert tables["clients"][0]["check_in_time"] == "18:30"
    # Taken back on the phone, it is kept, and so it is hers to have.
    assert [row["on_date"] for row in tables["check_ins"] if row["undone"]] == ["2026-02-28"]
    assert tables["earlier_uploads"][0]["answers"]["note"] == "taken back"


async def test_who_is_named_by_id_is_explained_and_strangers_stay_unnamed(care):
    await live(care)
    for stranger in (care.cast.dora, care.cast.eve):
        assert (await stranger.get(f"/v1/clients/{care.ana.id}")).status_code == 404
    archive = await copy_of(care)
    names = {each["id"]: each["name"] for each in archive.data["people"]}
    assert names == {str(care.ana.id): "Ana", str(care.ben.id): "Ben"}
    events = archive.tables["audit_events"]
    assert {row["actor_id"] for row in events if row["action"] == "denied"} == {None}
    assert str(care.ben.id) in {row["actor_id"] for row in events}
    for text in archive.files.values():
        assert "Dora" not in text
        assert str(care.cast.dora.id) not in text


async def test_nothing_of_another_client_is_in_it(care):
    await live(care)
    cy = care.cast.cy
    body = {"id": "0191e0c8-0000-7000-8000-000000000001", "note": CANARY}
    body["recorded_at"] = "2026-03-02T08:00:00Z"
    body_of(await cy.put("/v1/me/check-ins/2026-03-02", body), 201)
    for who in (None, care.ben):
        archive = await copy_of(care, who)
        for name, text in archive.files.items():
            assert CANARY not in text, name
            assert str(cy.id) not in text, name


async def test_a_therapists_private_notes_are_in_her_copy_alone(care):
    await live(care, noted=NOTED)
    body_of(await care.ben.post(f"/v1/clients/{care.ana.id}/brief/read"), 201)
    hers, theirs = await copy_of(care), await copy_of(care, care.ben)
    for name, text in hers.files.items():
        assert NOTED not in text, name
    assert theirs.tables["appointments"][0]["note"] == NOTED
    assert theirs.tables["appointments"][0]["rom"][0]["degrees"] == 55
    assert theirs.tables["prescription_versions"][1]["max_pain_reason"] == NOTED
    assert NOTED in theirs.files["copy.html"]
    assert "notes and findings that a therapist wrote" in hers.files["README.txt"].replace(
        "\n", " "
    )


async def test_what_is_hers_alone_is_not_in_a_therapists_copy(care):
    await live(care)
    await register(care.ana)
    body_of(await care.ana.patch("/v1/me", {"reminder_cap": 3}))
    theirs = await copy_of(care, care.ben)
    assert not theirs.tables.keys() & {"sign_ins", "devices", "audit_events", "told_preferences"}
    assert "reminder_cap" not in theirs.tables["clients"][0]
    assert "phone-1" not in theirs.files["data.json"]
    assert {row["source"] for row in theirs.tables["reminders"]} <= {
        *("prescription", "check_in", "weekly_check_in", "nudge", "snooze")
    }


async def test_nothing_that_opens_anything_is_in_it(care):
    await live(care)
    await register(care.ana, target="the-target")
    code = body_of(await care.ben.post(f"/v1/clients/{care.ana.id}/invites"), 201)["code"]
    archive = await copy_of(care)
    assert archive.tables["one_time_codes"]
    for text in archive.files.values():
        for secret in ("the-target", code, "hash", "digest", "claim_token"):
            assert secret not in text


async def test_series_have_what_holds_a_line_each(care):
    lived = await live(care)
    archive = await copy_of(care)
    days = lines(archive.files["series/check-ins.csv"])
    assert [day["on_date"] for day in days] == ["2026-03-01", "2026-03-02"]
    assert (days[1]["pain_average"], days[1]["sleep_hours"]) == ("3", "7.5")
    assert (days[1]["body_map"], days[1]["impact"]) == ("neck:left:source:true", "true")
    assert (days[0]["pain_average"], days[0]["stress"]) == ("0", "")
    assert days[0]["red_flags"] == "major_trauma"
    (log,) = lines(archive.files["series/logs.csv"])
    assert (log["exercise"], log["outcome"], log["sets_done"]) == ("chin-tuck", "partial", "1")
    (week,) = lines(archive.files["series/weekly-check-ins.csv"])
    assert (week["energy"], week["goals"]) == ("4", f"{lived.goal['id']}:3")


@pytest.mark.parametrize("written", ["<script>alert(1)</script>", '=cmd("x")', "+1", "@x", "-1"])
async def test_what_she_wrote_is_kept_as_it_is_escaped_on_the_page_and_no_formula(care, written):
    await live(care, said=written)
    archive = await copy_of(care)
    assert archive.tables["check_ins"][-1]["note"] == written
    page = archive.files["copy.html"]
    assert "<script" not in page
    (day,) = [d for d in lines(archive.files["series/check-ins.csv"]) if d["note"]]
    assert day["note"] == (written if written[0] == "<" else f"'{written}")
    if written[0] == "<":
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


async def test_the_page_says_which_text_she_agreed_to_in_which_language(care):
    agreed = {"share_with_therapist": True, "text_version": 1}
    spanish = {"accept-language": "es"}
    body_of(await care.ana.put("/v1/me/consents", agreed, headers=spanish))
    archive = await copy_of(care)
    (told,) = archive.tables["consents"]
    assert (told["text_version"], told["text_language"]) == (1, "es")
    assert "<td>Version 1 (Spanish)</td>" in archive.files["copy.html"]
    assert "Text that was shown" in archive.files["copy.html"]


async def test_the_page_is_in_the_language_of_who_asked(care):
    await live(care)
    body_of(await care.ana.patch("/v1/me", {"locale": "es"}))
    page = (await copy_of(care)).files["copy.html"]
    assert '<html lang="es">' in page
    assert "Copia de los datos de Ana" in page
    assert "Registros semanales" in page
    assert "Mentón hacia atrás" in page
    assert "<td>7,5</td>" in page
    assert '<html lang="en">' in (await copy_of(care, care.ben)).files["copy.html"]


async def test_the_page_asks_nobody_for_anything(care):
    await live(care)
    page = (await copy_of(care)).files["copy.html"]
    for asking in ("http://", "https://", "<script", "<img", "<link", "@import", "url("):
        assert asking not in page
    for shown in (
        "Ana",
        "Ben",
        "Chin tuck",
        "Mar 2, 2026",
        "Neck (Left)",
        "Prescribed an exercise",
    ):
        assert shown in page, shown


async def test_many_pages_of_rows_come_whole_and_in_order(care, monkeypatch):
    monkeypatch.setattr(rows, "PAGE", 7)
    await store_check_ins(care, ago(60), pain(*(n % 11 for n in range(60))))
    archive = await copy_of(care)
    dates = [row["on_date"] for row in archive.tables["check_ins"]]
    assert dates == [ago(60 - n).isoformat() for n in range(60)]
    assert len(lines(archive.files["series/check-ins.csv"])) == 60


async def test_somebody_of_whom_nothing_is_known_yet_gets_a_copy_too(care):
    archive = await copy_of(care)
    assert archive.files.keys() == FILES
    assert "Nothing" in archive.files["copy.html"]
    assert json.loads(archive.files["fhir/bundle.json"])["entry"][0]["resource"]["id"]
    assert await work(care) == 0
