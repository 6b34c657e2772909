"""The audit as a page: what the API lists, in words."""

import re
from html import unescape
from pathlib import Path

from api.access.audit import OF_SIGN_INS
from api.care.noted import action_code
from api.library import load
from tests.acting.care import body_of

API = Path(__file__).parents[2] / "api"
# What is noted of someone's data: with a name of its own, or as an edit or a view of a noun.
NOTED = re.compile(r'(?:note|client|note_edit|_note)\(\s*session, [^"()]*"([a-z -]+)"')
ITEM = '<time class="soft"'


def noted_actions() -> set[str]:
    """Return the actions that the API's source notes."""
    found = {
        (call[0].startswith("note_edit"), call[1])
        for path in API.rglob("*.py")
        for call in NOTED.finditer(path.read_text())
    }
    assert len(found) > 30
    edits = {f"{verb} {noun}" for is_edit, noun in found if is_edit for verb in ("edit", "view")}
    return edits | {action for is_edit, action in found if not is_edit} | {*OF_SIGN_INS, "denied"}


def test_every_action_that_is_noted_has_words():
    for language in ("en", "es"):
        texts = load().page_texts(language)
        missing = [a for a in noted_actions() if not texts.has(f"audit.action_{action_code(a)}")]
        assert missing == []


async def test_the_page_lists_what_the_api_lists_and_is_noted_too(care, ben):
    body_of(await care.ben.post("/v1/therapists", {"name": "Gil"}), 201)
    await ben.open("/alerts")
    page = unescape((await ben.open("/audit")).text)
    assert "<strong>Ben</strong>" in page
    assert "Invited a therapist (Gil)" in page
    assert f'<a href="/audit?client_id={care.ana.id}">Ana</a>' in page
    listed = body_of(await care.ben.get("/v1/audit"))["items"]
    assert listed[0]["action"] == "view_audit"
    assert page.count(ITEM) == len(listed) - 1


async def test_filters_are_those_of_the_api(care, ben):
    await ben.open(f"/clients/{care.ana.id}/invite")
    asked = f"client_id={care.ana.id}&actor_id={care.ben.id}&action=view_client&from=&to="
    page = unescape((await ben.open(f"/audit?{asked}")).text)
    assert page.count(ITEM) == 1
    assert "Only what was done with one client’s data is shown." in page
    nothing = unescape((await ben.open("/audit?from=2025-01-01&to=2025-01-02")).text)
    assert "Nothing was noted that fits." in nothing


async def test_dates_that_make_no_range_are_told(ben):
    refused = await ben.open("/audit?from=2026-03-02&to=2026-03-01")
    assert refused.status_code == 422


async def test_what_does_not_fit_on_a_page_is_led_to(care, ben):
    for _ in range(60):
        body_of(await care.ben.get(f"/v1/clients/{care.ana.id}"))
    first = unescape((await ben.open("/audit?action=view_client")).text)
    assert first.count(ITEM) == 50
    further = first.partition('class="button" href="/audit?action=view_client&cursor=')[2]
    cursor = further.partition('"')[0]
    rest = unescape((await ben.open(f"/audit?action=view_client&cursor={cursor}")).text)
    assert rest.count(ITEM) == 10
