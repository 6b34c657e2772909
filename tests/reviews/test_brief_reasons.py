"""Which rule made a question or a flag, and on which day; names stand beside codes."""

from api.insights.alerting import look_at_client
from api.platform.db import transaction
from tests.acting.care import body_of
from tests.acting.pasts import TODAY, ago, pain, rate, store_check_ins
from tests.acting.reviews import brief


async def test_one_early_high_value_is_told_as_that_and_not_as_a_rise(care):
    item = await care.prescribe("10:00", schedule={"start_on": ago(10).isoformat()})
    await rate(care, item, ago(8), [(7, 6), *[(4, 3)] * 6])
    found = await brief(care)
    (effect,) = found["exercise_effects"]
    assert (effect["median"], effect["why"], effect["times"]) == (-1.0, "single_high", 1)
    assert (effect["why_on"], effect["after"]) == (ago(8).isoformat(), 6)
    assert found["questions"][0] == {
        "rule": "exercise_effect",
        "text": "Pain was 6 after Chin tuck on 22 February (1 of 7 times above 5)."
        " How does it feel while doing it?",
        "from_on": ago(8).isoformat(),
        "on": ago(8).isoformat(),
    }
    spanish = (await brief(care, language="es"))["questions"][0]["text"]
    assert spanish.startswith("El dolor fue de 6 tras ")


async def test_an_alert_names_the_rule_that_found_it_last_and_the_days(care):
    await store_check_ins(care, ago(34), pain(*[3] * 28, 8, 8, 9))
    async with transaction(care.sessions) as session:
        await look_at_client(session, care.ana.id, care.clock.at)
    severe, flare, silent = [
        {name: each[name] for name in ("kind", "code", "code_name", "from_on", "on")}
        for each in (await brief(care))["alerts"]
    ]
    assert severe == {
        "kind": "severe",
        "code": "high_or_hard_to_bear",
        "code_name": "Pain was high, or hard to bear, on most of the last days",
        "from_on": ago(7).isoformat(),
        "on": ago(4).isoformat(),
    }
    assert (flare["code"], flare["on"]) == ("above_weeks_before", ago(4).isoformat())
    assert (silent["code"], silent["on"]) == ("no_entry", TODAY.isoformat())


async def test_two_late_rises_are_told_with_the_last_day(care):
    item = await care.prescribe("10:00", schedule={"start_on": ago(10).isoformat()})
    await rate(care, item, ago(6), [(2, 2), (2, 2), (2, 4), (2, 2), (2, 4), (2, 2)])
    (asked,) = (await brief(care))["questions"][:1]
    assert asked["text"].startswith("Pain lately rose by two or more with Chin tuck 2 times, last")
    assert (asked["from_on"], asked["on"]) == (ago(4).isoformat(), ago(2).isoformat())


async def test_what_was_never_logged_is_not_called_left_out(care):
    care.move(2026, 3, 2, 12)
    await care.prescribe("08:00", exercise="cat-cow")
    care.move(2026, 3, 9, 12)
    found = await brief(care)
    most = found["adherence"]["most_skipped"]
    assert (most["missed"], most["skipped"], most["unlogged"]) == (7, 0, 7)
    assert (most["exercise"], most["name"], most["reason_name"]) == ("cat-cow", "Cat-cow", None)
    text = next(each["text"] for each in found["questions"] if each["rule"] == "most_skipped")
    assert text == "Cat-cow was not logged 7 of 7 times. Was it done?"


async def test_what_was_left_out_and_what_was_not_logged_are_counted_apart(care):
    care.move(2026, 3, 2, 12)
    start = {"start_on": ago(9).isoformat()}
    item = await care.prescribe("08:00", schedule=start)
    for days in range(5):
        at = f"{ago(days)}T09:00:00Z"
        said = {"reason": "no_time", "recorded_at": at}
        body_of(await care.log(item, ago(days).isoformat(), "08:00", "skipped", **said), 201)
    care.move(2026, 3, 4, 12)
    found = await brief(care)
    (shown,) = found["adherence"]["items"]
    assert shown["reason_names"] == [{"code": "no_time", "name": "I had no time"}]
    most = found["adherence"]["most_skipped"]
    assert (most["skipped"], most["unlogged"], most["reason_name"]) == (5, 2, "I had no time")
    (asked,) = (each for each in found["questions"] if each["rule"] == "most_skipped")
    assert asked["text"].startswith("Of 7 times Chin tuck was left out 5 and not logged 2 times.")
    assert asked["on"] == found["as_of"]


async def test_a_question_about_gaps_names_the_dates_it_is_about(care):
    await store_check_ins(care, ago(20), pain(3, *[None] * 18, 4))
    (asked,) = (each for each in (await brief(care))["questions"] if each["rule"] == "gaps")
    assert (asked["from_on"], asked["on"]) == (ago(27).isoformat(), TODAY.isoformat())
