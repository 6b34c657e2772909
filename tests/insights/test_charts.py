"""Of a history only the dates that count are read: the figures are those of the whole."""

from random import Random

import pytest

from api.care.calendars import load_histories
from api.insights.charts import load_charts
from api.insights.pain import load_pain, load_progress
from api.insights.series import load_check_ins, load_diary
from api.platform.db import transaction
from api.platform.many import Span
from api.rules.insights.alerts import PAIN_BACK, evidence_of_pain
from api.rules.insights.baselines import progress
from api.rules.insights.figures import insights
from api.rules.insights.means import answers
from tests.acting.care import Care
from tests.acting.pasts import TODAY, ago, episode, session_on, store_check_ins

LENGTH = 330


async def past_of(care: Care, chance: Random) -> None:
    """Live nearly a year with gaps, a few episodes and sessions anywhere in it."""
    often = chance.choice((0.25, 0.6, 0.95))
    entries = [
        {
            "pain_average": chance.choice((None, *range(11))),
            "sleep_quality": chance.randint(0, 10),
            "stress": chance.randint(0, 10),
            "pain_medicine": chance.random() < 0.3,
            "impact": chance.random() < 0.5,
        }
        if chance.random() < often
        else None
        for _ in range(LENGTH)
    ]
    await store_check_ins(care, ago(LENGTH), entries)
    for days in chance.sample(range(LENGTH), chance.randint(0, 2)):
        await episode(care, ago(days))
    for days in chance.sample(range(LENGTH), chance.randint(0, 6)):
        await session_on(care, ago(days))


@pytest.mark.parametrize("seed", range(12))
async def test_what_is_not_read_changes_no_figure(care: Care, seed: int) -> None:
    chance = Random(seed)
    await past_of(care, chance)
    ana = care.ana.id
    async with transaction(care.sessions, write=False) as session:
        histories = await load_histories(session, [ana])
        for as_of in (TODAY, *(ago(chance.randint(1, LENGTH + 5)) for _ in range(6))):
            (chart,) = (await load_charts(session, histories, {ana: as_of})).values()
            whole = {
                entry.on: entry
                for entry in await load_check_ins(session, [Span(ana, ago(400), as_of)])
            }
            pain = answers(whole, lambda entry: entry.pain_average)
            part = await load_diary(session, chart)
            due = (chart.where, as_of, chart.joined_on, as_of)
            assert insights(part, *due) == insights(whole, *due)
            assert (await load_progress(session, [chart]))[ana] == progress(
                pain, chart.where, as_of
            )
            recent = (await load_pain(session, [chart], PAIN_BACK))[ana]
            hard_on = {on for on, entry in whole.items() if entry.impact}
            assert evidence_of_pain(
                recent.average, chart.where, as_of, recent.hard_on
            ) == evidence_of_pain(pain, chart.where, as_of, hard_on)
            assert chart.joined_on == min(ago(0), as_of, *whole)
            assert chart.last_on == max(whole, default=None)


async def test_the_response_of_long_ago_is_still_told(care: Care) -> None:
    await episode(care, ago(300))
    for days in (290, 280, 270):
        await session_on(care, ago(days))
    await store_check_ins(
        care, ago(300), [{"pain_average": 6 if n < 20 else 2} for n in range(301)]
    )
    async with transaction(care.sessions, write=False) as session:
        histories = await load_histories(session, [care.ana.id])
        charts = await load_charts(session, histories, {care.ana.id: TODAY})
        chart = charts[care.ana.id]
        found = insights(await load_diary(session, chart), chart.where, TODAY, None, TODAY)
    assert (found.responder.status, found.responder.n) == ("responding", 7)
