"""Alerts as a page: what happened in sentences, and taking note of it."""

from html import unescape

import pytest
from sqlalchemy import select

from api.platform.db import transaction
from api.safety.alerts import open_alert
from api.tables import Account, AuditEvent
from tests.acting.safety import CHEST, NIGHT_PAIN, alerts, flag, log_pain
from tests.pages.conftest import signed_in

RISE = {"absolute": 2.5, "percent": 62.5, "usual": 4.0}
DAYS = {"from_on": "2026-02-20", "on": "2026-02-22"}
SENTENCES = [
    ("severe", {"days": 3, "peak": 9}, "Pain was 7 or more on 3 of the last 4 days"),
    ("flare", {**RISE, "peak": 8}, "rose by 2.5 points (62 %) from 4.0"),
    ("worsening", {**RISE, "code": "above_baseline"}, "the mean at the start of the course"),
    ("worsening", {**RISE, "percent": None, "code": "above_weeks_before"}, "rose by 2.5 points"),
    ("spread", {"code": "new_tingling", "region": "neck", "side": "left"}, "place, Neck (left)"),
    ("not_responding", {"absolute": -0.2, "percent": -4.0}, "by −0.2 points"),
    ("silent", {"days": 5}, "No entry for 5 days"),
    ("reminders_ignored", {}, "neither opened nor answered"),
    ("flare", {"peak": 8}, "no figures were kept"),
]


async def open_one(care, kind: str, **evidence: object) -> None:
    async with transaction(care.sessions) as session:
        await open_alert(session, care.ana.id, kind, [evidence], care.clock.at)


def shown(answer) -> str:
    assert answer.status_code == 200, answer.text
    return unescape(answer.text)


async def pair(care) -> str:
    """Return an alert as its page sends it."""
    (alert,) = await alerts(care)
    return f"{alert['id']} {alert['evidence_at']}"


@pytest.mark.parametrize(("kind", "evidence", "words"), SENTENCES)
async def test_what_happened_stands_in_a_sentence_with_its_dates(care, ben, kind, evidence, words):
    await open_one(care, kind, **DAYS, **evidence)
    page = shown(await ben.open("/alerts"))
    assert words in page
    assert "Feb 20, 2026 to Feb 22, 2026: " in page


async def test_an_alert_names_its_kind_its_level_and_leads_to_the_client(care, ben):
    item = await care.prescribe("08:00", "20:00")
    await flag(care, CHEST)
    care.move(2026, 3, 2, 18)
    await log_pain(care, item, pain_before=2, pain_after=6)
    page = shown(await ben.open("/alerts"))
    assert f'<a href="/clients/{care.ana.id}">Ana</a>: Red flag' in page
    assert "Emergency" in page
    assert "“Chest pain, or I am short of breath”" in page
    assert "Chin tuck was stopped. Pain rose by two or more. Pain was 2 before and 6 after." in page


async def test_a_reader_of_spanish_is_told_in_spanish(care, ben):
    await open_one(care, "severe", **DAYS, days=1, peak=9)
    async with transaction(care.sessions) as session:
        (await session.get_one(Account, care.ben.id)).locale = "es"
    page = shown(await ben.open("/alerts"))
    assert "Del 20 feb 2026 al 22 feb 2026: El dolor fue de 7 o más en uno de" in page


@pytest.mark.parametrize(("said", "useful"), [("yes", True), ("no", False), ("", None)])
async def test_what_is_acknowledged_here_the_api_knows(care, ben, said, useful):
    await flag(care, NIGHT_PAIN)
    await ben.open("/alerts")
    page = shown(await ben.send("/alerts", alert=await pair(care), useful=said))
    assert "One alert is acknowledged." in page
    assert await alerts(care) == []
    (seen,) = await alerts(care, status="acknowledged")
    assert (seen["acknowledged_by"], seen["useful"]) == (str(care.ben.id), useful)
    noted = select(AuditEvent.client_id).where(AuditEvent.action == "acknowledge alert")
    assert await care.rows(noted) == [care.ana.id]


async def test_all_that_are_shown_are_acknowledged_at_once(care, ben):
    for kind in ("silent", "flare"):
        await open_one(care, kind)
    page = shown(await ben.open("/alerts"))
    assert "All 2 alerts that are shown" in page
    pairs = [f"{each['id']} {each['evidence_at']}" for each in await alerts(care)]
    page = shown(await ben.send("/alerts", alert=pairs, useful="yes"))
    assert "2 alerts are acknowledged." in page
    assert "No alert is open." in page
    assert [each["useful"] for each in await alerts(care, status="all")] == [True, True]


async def test_new_evidence_meanwhile_is_told_and_stays_open(care, ben):
    await flag(care, NIGHT_PAIN)
    await open_one(care, "silent")
    await ben.open("/alerts")
    pairs = [f"{each['id']} {each['evidence_at']}" for each in await alerts(care)]
    care.move(2026, 3, 2, 18)
    await flag(care, CHEST)
    page = shown(await ben.send("/alerts", alert=pairs, useful="yes"))
    assert "One alert is acknowledged." in page
    assert "There is more on one alert since you opened this page." in page
    assert page.count("More since you read it") == 1
    assert [each["kind"] for each in await alerts(care)] == ["red_flag"]


async def test_whether_it_was_useful_may_be_said_later_and_is_counted(care, ben):
    await flag(care, NIGHT_PAIN)
    await ben.open("/alerts")
    await ben.send("/alerts", alert=await pair(care))
    page = shown(await ben.open("/alerts?status=acknowledged"))
    assert "Nobody said whether it was useful." in page
    (seen,) = await alerts(care, status="acknowledged")
    sent = f"{seen['id']} {seen['evidence_at']}"
    page = shown(await ben.send("/alerts?status=acknowledged", alert=sent, useful="no"))
    assert "It was not useful." in page
    counted = page.partition("Which alerts earn their place")[2].partition("Red flag")[2]
    assert [each.partition("<")[0] for each in counted.split('"number">')[1:5]] == [*"1010"]


async def test_the_alerts_of_others_are_neither_shown_nor_acknowledged(care, ben, new_browser):
    await flag(care, NIGHT_PAIN)
    dora = await signed_in(care, new_browser(), care.cast.dora, "dora@practice.example")
    assert "No alert is open." in shown(await dora.open("/alerts"))
    await dora.send("/alerts", alert=await pair(care), useful="yes")
    assert len(await alerts(care)) == 1
    assert (await dora.open(f"/alerts?client={care.ana.id}")).status_code == 404
    assert "Red flag" in shown(await ben.open(f"/alerts?client={care.ana.id}"))


async def test_what_is_no_alert_is_refused_on_the_page(ben):
    await ben.open("/alerts")
    refused = await ben.send("/alerts", alert="x y")
    assert refused.status_code == 422
    assert "Some fields need another look." in refused.text


async def test_a_flag_that_is_no_longer_asked_for_keeps_its_words(care, ben):
    await flag(care, "history_of_cancer")
    assert "I have, or have had, cancer" in shown(await ben.open("/alerts"))
