"""The stories show what the worker does: groups, a snooze, what is held back, a silent phone."""

from typing import Any

from demo.plots import Story
from demo.stories.marta import MARTA
from demo.stories.peter import PETER
from demo.stories.samir import SAMIR
from tests.demo.readers import Reader


def kinds(ledger: dict[str, Any]) -> set[tuple[str, str, str | None]]:
    return {(each["source"], each["state"], each["reason"]) for each in ledger["items"]}


async def upcoming(reader: Reader, story: Story) -> list[dict[str, Any]]:
    phone = await reader.client(story)
    items: list[dict[str, Any]] = (await phone.get("/v1/me/reminders/upcoming"))["items"]
    return items


async def test_everyone_is_asked_to_check_in_on_the_days_to_come(reader: Reader) -> None:
    for story in (MARTA, PETER, SAMIR):
        sources = [each["source"] for each in await upcoming(reader, story)]
        assert sources.count("check_in") == 2


async def test_martas_check_in_speaks_for_the_exercise_five_minutes_before(reader: Reader) -> None:
    found = kinds(await reader.chart(MARTA, "reminders"))
    assert {("prescription", "skipped", "grouped"), ("check_in", "sent", None)} <= found


async def test_marta_put_a_reminder_off(reader: Reader) -> None:
    ledger = await reader.chart(MARTA, "reminders")
    (snooze,) = [each for each in ledger["items"] if each["source"] == "snooze"]
    assert (snooze["slot"], snooze["state"]) == ("check_in", "sent")
    assert [each["state"] for each in snooze["deliveries"]] == ["accepted"]


async def test_peter_ignores_his_reminders_and_his_therapist_knows(reader: Reader) -> None:
    ledger = await reader.chart(PETER, "reminders")
    assert ledger["backing_off"]
    assert ledger["reachable"]
    assert ("prescription", "skipped", "backoff") in kinds(ledger)
    hanna = await reader.signed_in(PETER.therapist.email)
    alerts = (await hanna.get("/v1/alerts"))["items"]
    found = [each["client"]["name"] for each in alerts if each["kind"] == "reminders_ignored"]
    assert found.count(PETER.name) == 1


async def test_samirs_phone_is_not_to_ring(reader: Reader) -> None:
    ledger = await reader.chart(SAMIR, "reminders")
    assert not ledger["reachable"]
    assert ("prescription", "skipped", "no_device") in kinds(ledger)
