"""The brief of a client as a page: the first screen answers, the rest of her record is below."""

import re
from datetime import date, timedelta
from html import unescape
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from api.platform.db import transaction
from api.safety.alerts import open_alert
from api.tables import Account, AuditEvent, BriefRead, Log
from tests.acting.care import Care, Json, body_of
from tests.acting.pasts import (
    TODAY,
    ago,
    episode,
    evening,
    pain,
    rate,
    session_on,
    store_check_ins,
    uploaded,
)
from tests.acting.reviews import FINDING, brief, disclose, noted, turned
from tests.diary.test_weekly_check_ins import answer
from tests.pages.browsing import Browser

BEFORE = pain(6, 7, 6, None, 7, 6, 7)
AFTER = pain(4, None, 5, 4, None, 4, 5)
TAG = re.compile(r"<[^>]+>")


def words(page: str) -> str:
    """Return what is read on a page, without its markup."""
    return " ".join(unescape(TAG.sub(" ", page)).split())


def path_of(care: Care) -> str:
    return f"/clients/{care.ana.id}"


async def improved(care: Care) -> None:
    """Have Ana's pain come down by 2.1 points since the week before her first session."""
    await episode(care, ago(60))
    await store_check_ins(care, ago(67), BEFORE)
    await session_on(care, ago(60))
    await store_check_ins(care, ago(6), AFTER)


async def test_the_headline_says_better_by_how_much_since_when_and_how_sure_that_is(
    care: Care, ben: Browser
) -> None:
    await improved(care)
    found = words((await ben.open(path_of(care))).text)
    assert "−2.1 Clearly better" in found
    assert "Pain 6.5 → 4.4 on average (−32 %)" in found
    assert "since the week before the first session (Dec 25 to Dec 31)" in found
    assert "between −3.7 and −0.5 points" in found
    assert "More than the usual swing" in found
    assert "Of a size that people notice" in found


async def test_a_change_that_may_be_her_usual_swing_is_called_so(care: Care, ben: Browser) -> None:
    await store_check_ins(care, ago(20), pain(1, 8, 2, 9, *[None] * 10, 1, 6, 1, 5))
    change = (await brief(care))["pain"]["change"]
    assert (change["is_noticeable"], change["is_beyond_swing"]) == (True, False)
    found = words((await ben.open(path_of(care))).text)
    assert "Perhaps better" in found
    assert "Clearly better" not in found
    assert "May be the usual swing" in found


async def test_a_new_clients_brief_says_what_is_missing_and_what_is_next(
    care: Care, ben: Browser
) -> None:
    shown = (await ben.open(path_of(care))).text
    found = words(shown)
    for each in (
        "Nothing to compare with yet",
        "No open alert.",
        "Nothing in the figures asks for a question.",
        "Nothing is prescribed.",
        "Not read yet",
        "nothing told yet",
        "There was no session yet.",
        "Mar 13, 2026",
    ):
        assert each in found, each
    assert f'href="{path_of(care)}/plan"' in shown
    assert shown.count('<svg class="plot pain"') == 1


async def leave_out(care: Care, item: Json, *dates: date) -> None:
    """Store that Ana had no time for an item on these dates."""
    said = {"outcome": "skipped", "reason": "no_time", "note": "Early shift."}
    async with transaction(care.sessions) as session:
        session.add_all(
            Log(
                id=uuid4(),
                created_at=evening(on),
                client_id=care.ana.id,
                prescription_id=UUID(item["id"]),
                local_date=on,
                slot="10:00",
                stop_signs=[],
                undone=False,
                **uploaded(on),
                **said,
            )
            for on in dates
        )


async def test_what_was_left_out_and_why_stands_beside_what_was_done(
    care: Care, ben: Browser
) -> None:
    item = await care.prescribe("10:00", schedule={"start_on": ago(9).isoformat()})
    await rate(care, item, ago(9), [(2, 2)] * 5)
    await leave_out(care, item, ago(3), ago(2))
    found = words((await ben.open(path_of(care))).text)
    done = found.partition("Done of the plan")[2].partition("Prescribed")[0]
    assert "Chin tuck 5 of 7 · 71 %" in done
    assert "Left out 2: I had no time (2)." in done
    assert "Early shift." in done


async def test_alerts_are_told_by_kind_and_lead_to_where_they_are_acknowledged(
    care: Care, ben: Browser
) -> None:
    async with transaction(care.sessions) as session:
        evidence = [{"code": "pain_rise", "level": "stop"}]
        await open_alert(session, care.ana.id, "exercise_stop", evidence, care.clock.at)
    shown = (await ben.open(path_of(care))).text
    assert "Stop: Exercise stopped" in words(shown)
    assert f'href="/alerts?client={care.ana.id}"' in shown


async def test_the_rest_of_the_record_stands_below(care: Care, ben: Browser) -> None:
    await episode(care, ago(20))
    await disclose(care, "recent_neck_trauma")
    await noted(care, ago(14), rom=[turned(45)])
    note = "Begin on the <right>."
    await noted(care, ago(7), findings=[FINDING], note=note, rom=[turned(62)])
    await store_check_ins(care, ago(4), [{"pain_average": 3, "note": "A <b>bad</b> night."}])
    shown = (await ben.open(path_of(care))).text
    found = words(shown)
    for each in (
        "Neck, Left: Trigger points (felt in Head )",
        "Private note, which clients never see Begin on the <right>.",
        "Neck, Turning, Left 45° 62° +17°",
        "A <b>bad</b> night.",
        "A recent neck injury",
        "2 of 6 sessions held",
    ):
        assert each.replace(" )", ")") in found.replace(" )", ")"), each
    assert "<b>bad" not in shown


async def test_a_plot_has_a_name_and_a_table_with_the_days(care: Care, ben: Browser) -> None:
    await improved(care)
    shown = (await ben.open(path_of(care))).text
    for name in ("pain", "sleep", "stress"):
        assert f'role="img" aria-labelledby="plot-{name}" aria-describedby="about-{name}"' in shown
        title = shown.partition(f'<title id="plot-{name}">')[2].partition("</title>")[0]
        assert re.search(r"day by day, 0 to 10, \w+ \d+ to Mar 2$", title), title
    about = shown.partition('<desc id="about-pain">')[2].partition("</desc>")[0]
    assert about.startswith("Told on 5 of 61 days, from 4 to 5. Sessions: 1.")
    table = shown.partition("<details")[2].partition("</details>")[0]
    rows = [words(row) for row in table.split("<tr>")[2:]]
    assert len(rows) == 61
    assert rows[0] == "Mon, Mar 2 4.4 – 5"
    assert rows[1] == "Sun, Mar 1 4.2 – 4"
    assert rows[2] == "Sat, Feb 28 – – –"
    assert rows[-1].endswith("Session")


async def test_of_an_earlier_day_it_is_as_it_was_and_says_so(care: Care, ben: Browser) -> None:
    await improved(care)
    past = words((await ben.open(f"{path_of(care)}?as_of={ago(30)}")).text)
    assert "As of Jan 31, 2026 Show today" in past
    assert "−2.1" not in past
    today = words((await ben.open(f"{path_of(care)}?as_of={TODAY}")).text)
    assert "Show today" not in today
    assert (await ben.open(f"{path_of(care)}?as_of={ago(-9)}")).status_code == 422
    assert (await ben.open(f"{path_of(care)}?as_of=yesterday")).status_code == 422


@pytest.mark.parametrize("as_of", ["", ago(3).isoformat()])
async def test_reading_it_is_kept_and_the_client_sees_it(
    care: Care, ben: Browser, as_of: str
) -> None:
    await ben.open(path_of(care))
    answer = await ben.send(f"{path_of(care)}/brief/read", False, as_of=as_of)
    query = f"?as_of={as_of}" if as_of else ""
    assert (answer.status_code, answer.headers["location"]) == (303, path_of(care) + query)
    (row,) = await care.rows(select(BriefRead))
    assert row.as_of == (ago(3) if as_of else TODAY)
    assert row.snapshot["client"]["name"] == "Ana"
    trends = body_of(await care.ana.get("/v1/me/trends"))
    assert trends["read_at"] is not None
    assert "Not read yet" not in (await ben.open(path_of(care))).text
    noted_ = await care.rows(select(AuditEvent).where(AuditEvent.action == "read brief"))
    assert [each.client_id for each in noted_] == [care.ana.id]


async def test_it_speaks_the_language_and_writes_the_numbers_of_its_reader(
    care: Care, ben: Browser
) -> None:
    await improved(care)
    async with transaction(care.sessions) as session:
        await session.execute(update(Account).values(locale="es"))
    found = words((await ben.open(path_of(care))).text)
    assert "−2,1 Claramente mejor" in found
    assert "entre −3,7 y −0,5 puntos" in found
    assert "Qué preguntar" in found


async def test_weekly_answers_are_told_in_the_words_that_the_client_chose(
    care: Care, ben: Browser
) -> None:
    for days, said in ((7, {"energy": 5, "overall_change": 4}), (0, {"overall_change": 2})):
        body_of(await answer(care, str(TODAY - timedelta(days=days)), **said), 201)
    found = words((await ben.open(path_of(care))).text)
    assert "before your care began? About the same → Clearly better" in found
    assert "How much energy did you have over the week? 5" in found
