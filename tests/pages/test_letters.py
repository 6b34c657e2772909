"""The letter to the referring doctor: drafted from the brief, edited, shown, and never stored."""

import re
from html import unescape

from httpx2 import Response
from sqlalchemy import select, update

from api.platform.db import transaction
from api.safety.alerts import open_alert
from api.tables import Account, AuditEvent
from tests.acting.care import Care
from tests.acting.pasts import ago, episode, rate, session_on, store_check_ins
from tests.acting.reviews import FINDING, disclose, noted, turned
from tests.pages.browsing import Browser
from tests.pages.test_brief import improved, words

FIELD = re.compile(
    r'<textarea id="(\w+)"[^>]*>(.*?)</textarea>|<input id="(\w+)"[^>]*value="(.*?)"'
)
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="(.*?)">', re.DOTALL)


def path_of(care: Care) -> str:
    return f"/clients/{care.ana.id}/letter"


def fields(page: Response) -> dict[str, str]:
    """Return what stands in each field of the form."""
    found = re.finditer(FIELD.pattern, page.text, re.DOTALL)
    return {each[1] or each[3]: unescape(each[2] or each[4] or "") for each in found}


async def draft(care: Care, ben: Browser) -> dict[str, str]:
    return fields(await ben.open(path_of(care)))


async def test_a_draft_tells_course_findings_change_plan_and_what_was_done(
    care: Care, ben: Browser
) -> None:
    await improved(care)
    await noted(care, ago(20), rom=[turned(45)])
    await noted(care, ago(10), findings=[FINDING], rom=[turned(62)])
    item = await care.prescribe("10:00", schedule={"start_on": ago(9).isoformat()})
    await rate(care, item, ago(9), [(2, 2)] * 5)
    said = await draft(care, ben)
    assert said["recipient"] == ""
    assert said["subject"] == "Ana: report of treatment"
    assert said["written"] == "Mar 2, 2026"
    assert said["course"].splitlines()[-1] == (
        "In treatment since Jan 1, 2026. 3 of 6 planned sessions were held."
        " The last session was on Feb 20, 2026."
    )
    assert said["findings"].splitlines() == [
        "In the session of Feb 20, 2026:",
        "– Neck, Left: Trigger points (felt in Head)",
        "Range of motion, first and latest:",
        "– Neck, Turning, Left: 45° (Feb 10) → 62° (Feb 20), +17°",
    ]
    assert said["pain"].splitlines() == [
        "Pain as it was told day by day, from 0 to 10.",
        "Clearly better: −2.1 points.",
        "Pain 6.5 → 4.4 on average (−32 %), since the week before the first session"
        " (Dec 25 to Dec 31). The true change is between −3.7 and −0.5 points in 95 of 100 cases.",
        "More than the usual swing. Of a size that people notice.",
        "Pain was told on 6 of 7 days then, and on 5 of 7 days now.",
    ]
    assert said["plan"] == "– Chin tuck: 2 sets, 10 repetitions, hold 5 s; 10:00; every day"
    assert said["adherence"].splitlines() == [
        "Since Feb 3, 2026, 5 of 5 exercises that were due were done (100 %).",
        "– Chin tuck: 5 of 5 (100 %)",
    ]
    assert said["alerts"] == ""
    assert said["closing"].splitlines() == ["With kind regards", "", "Ben", "Ben's"]


async def test_a_draft_is_honest_where_nothing_is_known(care: Care, ben: Browser) -> None:
    said = await draft(care, ben)
    assert said["course"] == "There is no course of care at present."
    assert said["findings"] == "There was no session yet."
    assert "Nothing to compare with yet. A change of pain needs four days" in said["pain"]
    assert "better" not in said["pain"]
    assert said["plan"] == "Nothing is prescribed."
    assert said["adherence"].startswith("No exercise was due since")
    await episode(care, ago(3))
    assert "None of 6 planned sessions was held yet." in (await draft(care, ben))["course"]
    await session_on(care, ago(2))
    assert (await draft(care, ben))["findings"].endswith("no findings were noted.")


async def test_open_alerts_are_there_to_be_kept_or_deleted(care: Care, ben: Browser) -> None:
    evidence = [{"code": "pain_rise", "level": "stop", "on": ago(1).isoformat()}]
    async with transaction(care.sessions) as session:
        await open_alert(session, care.ana.id, "exercise_stop", evidence, care.clock.at)
    said = await draft(care, ben)
    expected = "– Stop: Exercise stopped (Pain rose by two or more), Mar 1, 2026"
    assert said["alerts"] == expected


async def test_nothing_private_and_no_word_of_hers_is_in_a_draft(care: Care, ben: Browser) -> None:
    await episode(care, ago(20))
    await noted(care, ago(7), findings=[FINDING], note="PRIVATE to me")
    await store_check_ins(care, ago(4), [{"pain_average": 3, "note": "HERS of the night"}])
    item = await care.prescribe("10:00", note="FOR HER alone")
    pause = f"/v1/prescriptions/{item['id']}/pause"
    assert (await care.ben.post(pause, {"reason": "BETWEEN US"})).is_success
    await disclose(care, "recent_neck_trauma")
    text = (await ben.open(path_of(care))).text
    for each in ("PRIVATE", "HERS", "FOR HER", "BETWEEN US", "neck injury"):
        assert each not in text, each
    assert "(paused)" in text


async def test_what_she_wrote_is_the_letter_and_what_is_empty_is_left_out(
    care: Care, ben: Browser
) -> None:
    said = await draft(care, ben)
    said |= {"recipient": "Dr. Öz\nMain St 1", "pain": "Much <b>better</b> & sleeps.", "plan": ""}
    shown = await ben.send(path_of(care), False, **said)
    assert shown.status_code == 200
    assert shown.headers["cache-control"] == "no-store"
    assert "<title>Letter · Carryover</title>" in shown.text
    sheet = shown.text.partition("<article")[2].partition("</article>")[0]
    assert "Much &lt;b&gt;better&lt;/b&gt; &amp; sleeps." in sheet
    assert "<b>" not in sheet
    assert "Dr. Öz\nMain St 1" in sheet
    assert "Home exercises" not in sheet
    again = dict(HIDDEN.findall(shown.text)) | {"do": "edit"}
    again.pop("token")
    form = await ben.send(path_of(care), False, **{k: unescape(v) for k, v in again.items()})
    assert form.status_code == 200
    assert fields(form) == said


async def test_a_letter_is_noted_in_the_audit_by_ids_and_kept_nowhere(
    care: Care, ben: Browser
) -> None:
    await ben.open(path_of(care))
    await ben.send(path_of(care), False, pain="UNHEARD OF")
    await ben.send(path_of(care) + ".pdf", False, pain="UNHEARD OF")
    made = await care.rows(select(AuditEvent).where(AuditEvent.action == "make letter"))
    assert [(row.client_id, row.actor_id, row.subject) for row in made] == [
        (care.ana.id, care.ben.id, None)
    ] * 2


async def test_what_is_too_long_is_shown_again_with_all_of_it(care: Care, ben: Browser) -> None:
    await ben.open(path_of(care))
    for long in ("x" * 3001, "line\n" * 61):
        for path in (path_of(care), path_of(care) + ".pdf"):
            refused = await ben.send(path, False, pain=long, course="Kept.")
            assert refused.status_code == 422
            assert "This is too long." in refused.text
            assert fields(refused)["course"] == "Kept."
            assert fields(refused)["pain"].strip() == long.strip()


async def test_it_is_written_in_the_language_of_its_therapist(care: Care, ben: Browser) -> None:
    await improved(care)
    async with transaction(care.sessions) as session:
        await session.execute(update(Account).values(locale="es"))
    said = await draft(care, ben)
    assert said["subject"] == "Ana: informe del tratamiento"
    assert "Claramente mejor: −2,1 puntos." in said["pain"]
    assert said["course"].startswith("En tratamiento desde el 1 ene 2026.")
    assert "Ejercicios en casa" in words((await ben.send(path_of(care), False, **said)).text)


async def test_the_brief_leads_to_the_letter(care: Care, ben: Browser) -> None:
    assert f'href="{path_of(care)}"' in (await ben.open(f"/clients/{care.ana.id}")).text
