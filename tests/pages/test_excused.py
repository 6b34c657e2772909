"""Excused days on the pages: listed, added and removed."""

from sqlalchemy import select

from api.tables import AuditEvent, ExcusedPeriod
from tests.acting.care import Care


def at(care: Care, rest: str = "") -> str:
    return f"/clients/{care.ana.id}/excused{rest}"


def days(first: str, last: str, reason: str = "sick") -> dict[str, str]:
    return {"from": first, "to": last, "reason": reason}


async def test_days_are_excused_and_due_again(care, ben):
    assert "No days are excused." in (await ben.open(at(care))).text
    page = await ben.send(at(care), **days("2026-03-16", "2026-03-18", "holiday"))
    assert (page.status_code, page.url.path) == (200, at(care))
    assert "Mar 16, 2026 – Mar 18, 2026" in page.text
    assert "On holiday · by a therapist" in page.text
    (row,) = await care.rows(select(ExcusedPeriod))
    page = await ben.send(at(care, f"/{row.id}/remove"))
    assert "No days are excused." in page.text
    assert not await care.rows(select(ExcusedPeriod))
    noted = [row.action for row in await care.rows(select(AuditEvent))]
    assert {"excuse client", "remove excused days", "view excused days"} <= set(noted)


async def test_the_same_days_again_change_nothing(care, ben):
    await ben.open(at(care))
    await ben.send(at(care), **days("2026-03-16", "2026-03-18"))
    page = await ben.send(at(care), **days("2026-03-16", "2026-03-18"))
    assert page.status_code == 200
    assert len(await care.rows(select(ExcusedPeriod))) == 1


async def test_what_is_wrong_is_told_beside_its_field(care, ben):
    await ben.open(at(care))
    for sent, field, words in (
        (days("", "2026-03-18"), "from", "Please fill this in."),
        (days("2026-03-18", "2026-03-16"), "to", "The last day is before the first."),
        (days("2026-03-18", "2029-03-16"), "to", "This is too long."),
        (days("2025-03-18", "2025-03-19"), "from", "This is too long ago."),
    ):
        page = await ben.send(at(care), **sent)
        assert page.status_code == 422, sent
        assert f'id="{field}-error">{words}' in page.text, sent
        assert f'value="{sent["to"]}"' in page.text, sent


async def test_days_that_are_excused_already_are_refused_in_words(care, ben):
    await ben.open(at(care))
    await ben.send(at(care), **days("2026-03-16", "2026-03-18"))
    page = await ben.send(at(care), **days("2026-03-17", "2026-03-19"))
    assert page.status_code == 409
    assert "excused already" in page.text


async def test_a_period_is_removed_below_its_own_client_alone(care, casting, ben):
    await ben.open(at(care))
    await ben.send(at(care), **days("2026-03-16", "2026-03-18"))
    (row,) = await care.rows(select(ExcusedPeriod))
    other = await casting.client(care.ben, "Bea")
    refused = await ben.send(f"/clients/{other.id}/excused/{row.id}/remove")
    assert refused.status_code == 404
    assert len(await care.rows(select(ExcusedPeriod))) == 1
