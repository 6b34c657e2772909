"""A client's own figures in words: what she reads, and in her language."""

from datetime import timedelta

import pytest

from tests.acting.pasts import episode, pain, session_on, store_check_ins
from tests.acting.reviews import HIGHER, SEEN, TODAY, ago, store_two_pains, texts, words
from tests.statements import asked, selects

QUERIES = 7
SAME = "In the last 7 days your pain was about the same as when you started"
SORE = "It is normal to be sore in the first 3 days after a session."
UP = "In your check-ins of the last 4 weeks your pain has tended to go up."


async def test_a_new_client_reads_what_will_appear_and_when(care):
    assert await words(care) == [
        {
            "figure": "completeness",
            "text": "If you answer every question every day, more will appear here.",
        },
        {
            "figure": "best_and_worst",
            "text": "From 9 March you may see on which day your pain was at its lowest.",
        },
        {
            "figure": "change",
            "text": "From 13 March you can see whether your pain has changed since you started.",
        },
        {
            "figure": "slope",
            "text": "From 16 March it may show which way your pain has been going.",
        },
        {
            "figure": "sleep_pain",
            "text": "From 16 March it may show whether your pain and your sleep go together.",
        },
        {
            "figure": "stress_pain",
            "text": "From 17 March it may show whether your pain and your stress go together.",
        },
    ]
    assert await texts(care, "es-MX") == [
        "Si respondes a todas las preguntas todos los días, aquí irá apareciendo más información.",
        "A partir del 9 de marzo podría verse en qué día tuviste el dolor más bajo.",
        "A partir del 13 de marzo podrás ver si tu dolor ha cambiado desde que empezaste.",
        "A partir del 16 de marzo podría verse cómo ha ido evolucionando tu dolor.",
        "A partir del 16 de marzo podría verse si tu dolor y tu sueño guardan relación.",
        "A partir del 17 de marzo podría verse si tu dolor y tu estrés guardan relación.",
    ]


async def test_the_change_is_there_on_the_date_that_was_said(care):
    await store_check_ins(care, TODAY + timedelta(days=1), pain(*[5] * 11))
    for days, is_there in ((10, False), (11, True)):
        care.move(*(TODAY + timedelta(days=days)).timetuple()[:3], 20)
        # Of the four days that there have been since her first week, and of no others.
        four_days = "In the last 4 days your pain was about the same as when you started."
        assert ((await texts(care))[0] == four_days) == is_there


@pytest.mark.parametrize(
    ("before", "after", "english", "spanish"),
    [
        (
            7,
            3,
            "In the last 7 days your pain was clearly lower than when you started.",
            "En los últimos 7 días, tu dolor ha sido claramente menor que al empezar.",
        ),
        (
            5,
            4,
            "In the last 7 days your pain was a little lower than when you started.",
            "En los últimos 7 días, tu dolor ha sido un poco menor que al empezar.",
        ),
        (
            5,
            5,
            f"{SAME}.",
            "En los últimos 7 días, tu dolor ha sido más o menos igual que al empezar.",
        ),
        (
            6,
            7,
            f"{SAME}, or slightly higher.",
            "En los últimos 7 días, tu dolor ha sido más o menos igual que al empezar, "
            "o un poco mayor.",
        ),
    ],
)
async def test_a_change_is_told_in_her_language(care, before, after, english, spanish):
    await store_two_pains(care, before, after)
    gaps = {
        "en": "Every check-in helps, and you can carry on any day.",
        "es": "Cada registro ayuda, y puedes retomarlo cualquier día.",
    }
    for language, change in (("en", english), ("es", spanish)):
        told = await texts(care, language)
        assert told[0] == change
        # Half of the last four weeks is missing: that is not counted to her.
        assert told[1:] == [gaps[language], *told[2:]]
    # Who never answers on sleep and stress is promised nothing of them.
    assert [each["figure"] for each in await words(care)] == ["change", "completeness"]


async def test_a_worsening_is_told_plainly_and_calmly(care):
    await store_two_pains(care, 3, 6)
    assert (await texts(care))[:2] == [HIGHER, SEEN]
    assert (await texts(care, "es"))[:2] == [
        "En los últimos 7 días, tu dolor ha sido mayor que al empezar.",
        "Tu terapeuta también puede verlo; coméntaselo si te preocupa.",
    ]


async def test_a_rise_is_told_with_a_worsening_only(care):
    await store_check_ins(care, ago(27), pain(*[2] * 7, *[4] * 7, *[5] * 7, *[6] * 7))
    told = await texts(care)
    assert told[:3] == [HIGHER, SEEN, UP]
    # Seven days were the best of the last fourteen: none of them is.
    assert not any("lowest" in each for each in told)
    assert "You checked in on each of the last 28 days." in told
    # Long before, pain was higher than any of that: the rise is not told.
    await store_check_ins(care, ago(60), pain(*[9] * 7))
    await episode(care, ago(60))
    told = await texts(care)
    assert told[0] == "In the last 7 days your pain was clearly lower than when you started."
    assert UP not in told


async def test_pain_soon_after_a_session_is_told_as_what_it_may_be(care):
    await episode(care, ago(40))
    await store_check_ins(care, ago(40), pain(*[3] * 7))
    await store_check_ins(care, ago(13), pain(*[3] * 11, 7, 9, 8))
    await session_on(care, ago(33))
    assert (await texts(care))[0] == HIGHER
    assert SORE not in await texts(care)
    await session_on(care, ago(2))
    assert (await texts(care))[:3] == [HIGHER, SEEN, SORE]
    assert "lowest" not in " ".join(await texts(care))


async def test_the_one_best_day_is_told(care):
    await store_check_ins(care, ago(9), pain(5, 5, 5, 2, 5, 5, 5, 5, 5, 5))
    best = "In your check-ins of the last 14 days, your pain was at its lowest on 24 February."
    assert best in await texts(care)


async def test_what_goes_together_is_told_without_a_cause(care):
    sleep = (7, 4, 8, 5, 3, 6, 9, None, 4, 7, 6, 3, 8, 5, 6, 4, 7, 5)
    hurt = (4, 6, 5, 5, 7, 4, 3, 5, 5, 5, 4, None, 4, 6, 3, 7, 5, 4)
    pairs = zip(sleep, hurt, strict=True)
    await store_check_ins(
        care, ago(17), [{"sleep_quality": s, "pain_average": p} for s, p in pairs]
    )
    claim = (
        "On days after better sleep your pain tended to be lower (16 days). "
        "This does not show cause."
    )
    assert {"figure": "sleep_pain", "text": claim} in await words(care)


async def test_sleep_and_stress_are_told_by_their_direction(care):
    rising = [n // 4 for n in range(28)]
    await store_check_ins(care, ago(27), [{"sleep_quality": n, "stress": 9 - n} for n in rising])
    assert (await texts(care))[:2] == [
        "In your check-ins of the last 4 weeks your sleep has tended to get better.",
        "In your check-ins of the last 4 weeks your stress has tended to go down.",
    ]


async def test_a_few_check_ins_are_no_change_and_no_zero(care):
    await store_check_ins(care, ago(2), pain(8, 9, 8))
    told = await texts(care)
    assert told[0] == "If you answer every question every day, more will appear here."
    assert not any(each.startswith("In the last") for each in told)
    assert not any(" 0 " in each or "100" in each for each in told)


async def test_words_are_of_today_whatever_the_range_unless_it_is_over(care):
    await store_two_pains(care, 5, 3)
    told = await words(care)
    for last_on in (TODAY, TODAY + timedelta(days=10)):
        assert await words(care, to=last_on.isoformat()) == told != []
    for last_on in (ago(1), ago(28), ago(400)):
        assert await words(care, to=last_on.isoformat()) == []


@pytest.mark.parametrize("days", [1, 200])
async def test_it_takes_as_few_queries_whatever_the_history(care, days: int):
    await episode(care, ago(days))
    for n in range(1, days, 20):
        await session_on(care, ago(n))
    whole = [{"pain_average": n % 5, "sleep_quality": n % 4, "stress": n % 3} for n in range(days)]
    await store_check_ins(care, ago(days), whole)
    with asked(care.sessions.engine.sync_engine) as seen:
        await words(care)
    assert len(selects(seen)) == QUERIES, selects(seen)
