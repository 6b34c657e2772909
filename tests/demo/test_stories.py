"""Each story shows what it claims, read through the API."""

from datetime import date, datetime, time, timedelta
from itertools import pairwise
from statistics import correlation, mean, median
from typing import Any

import pytest
from sqlalchemy import func, select

from api.platform.db import Sessions, transaction
from api.tables import Account, PrescriptionPause, Reminder, ZoneChange
from demo.calendars import date_of, moment
from demo.plots import TODAY as LAST
from demo.plots import Story
from demo.seed import REMINDED_FROM
from demo.stories import ADMIN, COLLEAGUE, STORIES
from demo.stories.aylin import AYLIN
from demo.stories.joerg import JOERG
from demo.stories.lucia import LUCIA
from demo.stories.marta import MARTA
from demo.stories.peter import PETER
from demo.stories.samir import SAMIR
from tests.demo.readers import FIRST, TODAY, Phone, Reader

SETTLED = (MARTA, JOERG, AYLIN, PETER, LUCIA)
WEEK = timedelta(days=6)
YESTERDAY = TODAY - timedelta(days=1)


async def test_each_therapist_sees_her_own_clients(reader: Reader) -> None:
    for therapist in (ADMIN, COLLEAGUE):
        phone = await reader.signed_in(therapist.email)
        listed = (await phone.get("/v1/clients"))["items"]
        hers = [story for story in STORIES if story.therapist is therapist]
        assert {each["name"]: each["conditions"] for each in listed} == {
            story.name: list(story.conditions) for story in hers
        }


async def pain_of_a_week(reader: Reader, story: Story, first: date) -> float:
    found = (await reader.trends(story, first, first + WEEK))["pain_average"]
    logged: list[int] = [value for value in found if value is not None]
    assert len(logged) >= 4, "too few to call it a week"
    return mean(logged)


async def test_marta_gets_better_by_two_points_or_more(reader: Reader) -> None:
    first = await pain_of_a_week(reader, MARTA, FIRST)
    last = await pain_of_a_week(reader, MARTA, YESTERDAY - WEEK)
    assert first - last >= 2


async def test_joerg_gets_worse_by_two_points_or_more(reader: Reader) -> None:
    first = await pain_of_a_week(reader, JOERG, FIRST)
    last = await pain_of_a_week(reader, JOERG, YESTERDAY - WEEK)
    assert last - first >= 2


async def test_joergs_pain_goes_with_poor_nights(reader: Reader) -> None:
    items = await reader.check_ins(JOERG)
    nights = [each["sleep_quality"] for each in items]
    pain = [each["pain_average"] for each in items]
    assert correlation(nights, pain) < -0.4


async def test_the_exercise_that_hurts_joerg_was_edited_and_stopped_for_good(
    reader: Reader, sessions: Sessions
) -> None:
    plan = (await reader.chart(JOERG, "prescriptions"))["items"]
    ball = next(each for each in plan if each["exercise"] == "gluteal-ball")
    assert (ball["state"], ball["version"]) == ("stopped", 2)
    assert ball["stop_reason"]
    async with transaction(sessions, write=False) as session:
        ended = select(PrescriptionPause.reason).where(
            PrescriptionPause.until_at.is_not(None), PrescriptionPause.safety.is_(False)
        )
        by_hand = set(await session.scalars(ended))
    assert by_hand == {"A cold.", "Flare-up.", "Sore after overhead work.", "Viaje."}


async def test_aylin_has_two_flare_ups_of_three_or_four_days(reader: Reader) -> None:
    by_date = {date.fromisoformat(each["date"]): each for each in await reader.check_ins(AYLIN)}
    hard = [on for on, each in by_date.items() if each["impact"]]
    runs = [[hard[0]]]
    for before, after in pairwise(hard):
        if after - before > timedelta(days=1):
            runs.append([])
        runs[-1].append(after)
    assert [len(run) for run in runs] == [4, 3]
    for run in runs:
        usual = median(pain_before(by_date, run[0]))
        peak = max(by_date[on]["pain_average"] for on in run)
        assert peak >= usual + 2
        assert peak >= 4


def pain_before(by_date: dict[date, dict[str, Any]], on: date) -> list[int]:
    days = [on - timedelta(days=back) for back in range(1, 15)]
    found = [by_date[day]["pain_average"] for day in days if day in by_date]
    assert len(found) >= 7
    return found


async def test_peter_has_been_silent_for_nine_days(reader: Reader) -> None:
    last_seen = TODAY - timedelta(days=9)
    assert (await reader.check_ins(PETER))[-1]["date"] == last_seen.isoformat()
    since = await reader.adherence(PETER, last_seen + timedelta(days=1))
    assert since["overall"]["due"] > 9
    assert since["overall"]["credit"] == 0
    assert all(item["unlogged"] == item["due"] for item in since["items"])


async def test_lucia_went_to_new_york_and_back(reader: Reader, sessions: Sessions) -> None:
    async with transaction(sessions, write=False) as session:
        moves = select(ZoneChange.timezone).join(Account, Account.id == ZoneChange.client_id)
        hers = moves.where(Account.name == LUCIA.name).order_by(ZoneChange.from_at)
        zones = list(await session.scalars(hers))
    assert zones == ["Europe/Berlin", "America/New_York", "Europe/Berlin"]
    assert (await (await reader.client(LUCIA)).get("/v1/me"))["timezone"] == "Europe/Berlin"


async def test_no_slot_of_lucia_came_twice_when_she_flew(reader: Reader) -> None:
    first, last = (date_of(flight.day, TODAY) for flight in LUCIA.flights)
    phone = await reader.client(LUCIA)
    for on in (first, last):
        items = (await phone.get(f"/v1/me/today?on={on}"))["items"]
        slots = [(each["prescription_id"], s["slot"]) for each in items for s in each["slots"]]
        assert len(slots) == len(set(slots))
    away = await reader.adherence(LUCIA, first, last)
    glide = next(item for item in away["items"] if item["exercise"] == "median-glide")
    # Flying home, to the east, she flew over one of them.
    assert glide["due"] + glide["excused"] == 2 * ((last - first).days + 1) - 1
    shown = {day: await slots_of(phone, day, glide["prescription_id"]) for day in (first, last)}
    assert [len(slots) for slots in shown.values()] == [2, 1]


async def slots_of(phone: Phone, on: date, item: str) -> list[str]:
    items = (await phone.get(f"/v1/me/today?on={on}"))["items"]
    return [s["slot"] for each in items if each["prescription_id"] == item for s in each["slots"]]


async def test_lucia_writes_spanish(reader: Reader) -> None:
    assert (await (await reader.client(LUCIA)).get("/v1/me"))["locale"] == "es"
    notes = {each["note"] for each in await reader.check_ins(LUCIA)} - {None}
    assert notes <= {*LUCIA.manner.notes, *LUCIA.manner.hard_notes}
    assert len(notes) >= 3


async def test_samir_is_too_new_for_any_percentage(reader: Reader) -> None:
    (only,) = await reader.check_ins(SAMIR)
    assert only["date"] == YESTERDAY.isoformat()
    for at in (time(0, 1), time(12), time(23, 59)):
        reader.clock.at = moment(LAST, at, TODAY)
        found = await reader.adherence(SAMIR)
        rated = (found["overall"], *found["weeks"], *found["items"])
        assert {each["percent"] for each in rated} == {None}
        assert found["overall"]["reason"] == "insufficient_data"


@pytest.mark.parametrize("story", SETTLED, ids=lambda story: story.key)
async def test_gaps_and_reasons_are_those_of_real_people(reader: Reader, story: Story) -> None:
    trends = await reader.trends(story, to=date_of(story.last_seen, TODAY))
    assert 0.6 <= trends["logged"] / trends["due"] <= 0.95
    found = await reader.adherence(story, to=date_of(story.last_seen, TODAY))
    assert 45 <= found["overall"]["percent"] <= 90
    told = [item["reasons"] for item in found["items"]]
    assert sum(sum(reasons.values()) for reasons in told) >= 5
    assert len({code for reasons in told for code in reasons}) >= 3
    assert sum(item["partial"] for item in found["items"]) >= 3
    assert sum(item["unlogged"] for item in found["items"]) >= 10


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.key)
async def test_every_client_had_sessions_and_has_one_arranged(reader: Reader, story: Story) -> None:
    items = (await reader.chart(story, "appointments"))["items"]
    *held, arranged = items
    assert {each["status"] for each in held} == {"completed"}
    assert len(held) == sum(visit.held for visit in story.visits)
    assert arranged["status"] == "planned"
    starts_on = datetime.fromisoformat(arranged["starts_at"]).date()
    assert TODAY < starts_on <= TODAY + timedelta(days=10)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.key)
async def test_reminders_stand_ready_for_the_next_days(reader: Reader, story: Story) -> None:
    phone = await reader.client(story)
    coming = (await phone.get("/v1/me/reminders/upcoming?hours=48"))["items"]
    days = {each["local_date"] for each in coming if each["state"] == "scheduled"}
    # What she stopped yesterday is told of as well, with the reason.
    assert {each["reason"] for each in coming} <= {None, "safety", "stopped", "plan_changed"}
    assert days >= {(TODAY + timedelta(days=day)).isoformat() for day in (0, 1)}


async def test_no_reminder_tells_of_a_time_without_a_worker(
    reader: Reader, sessions: Sessions
) -> None:
    async with transaction(sessions, write=False) as session:
        begin = moment(LAST, time(0), TODAY)
        ended = select(Reminder.state).where(Reminder.due_at < begin).distinct()
        assert set(await session.scalars(ended)) <= {"sent", "skipped", "cancelled"}
        earliest = await session.scalar(select(func.min(Reminder.due_at)))
    assert earliest is not None
    assert earliest >= moment(REMINDED_FROM, time(0), TODAY)
