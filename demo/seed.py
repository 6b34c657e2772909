"""Seeding an empty database with all stories, through the API's handlers as phones would."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import TypeAlias

from argon2 import PasswordHasher

from api.accounts.practices import NewPractice, add_therapist, create_practice
from api.app import create_app
from api.library import Library
from api.platform.clock import SetClock
from api.platform.db import Sessions, transaction
from api.platform.settings import Settings
from demo.asides import be_excused, decide_sharing, put_off, tell_of_session, tells_on
from demo.calendars import moment, present_days, sittings, timezone_on, working_day
from demo.calls import Direct, Http
from demo.care import prepare, take_in, visit
from demo.days import arrive, join, sit
from demo.people import Comings, engage, hand_over, invite_another, say_goodbye
from demo.plots import BERLIN, TODAY, Story, Therapist
from demo.reminding import Reminding
from demo.stories import PASSWORD, PRACTICE, STORIES, THERAPISTS
from demo.tellings import Telling, begin

# How many days before the stories end the practice is created; `read_seeding` relies on it.
DAYS_TOLD = TODAY + 7
JOINS_AFTER, PREPARES_BEFORE = timedelta(minutes=70), timedelta(minutes=5)
SESSION = timedelta(minutes=50)
EXCUSES_AT, TELLS_AT = time(7, 50), time(20, 45)
# Therapists type their password in at each session. It is printed for everyone to read: to guess it
# from its hash may be easy.
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
# The first day with reminders; seeding them for all days would take long and show little.
REMINDED_FROM = TODAY - 9


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happens at an instant."""

    at: datetime
    happen: Callable[[], Awaitable[None]]


# Shows the progress of a story: takes its moments and the client's name, yields the moments.
Progress: TypeAlias = Callable[[Sequence[Moment], str], AbstractContextManager[Iterable[Moment]]]


@dataclass(frozen=True, slots=True)
class Stage:
    """What stories are told with: a clock that is set to the past, HTTP, and a worker."""

    today: date
    clock: SetClock
    http: Http
    reminding: Reminding


async def seed(
    settings: Settings,
    sessions: Sessions,
    library: Library,
    today: date,
    progress: Progress,
    stories: Iterable[Story] = STORIES,
) -> None:
    """Fill a migrated, empty database with the practice and twelve weeks of its clients' data."""
    stage = staged(settings, sessions, library, today)
    await _open_practice(sessions, stage.clock)
    comings = Comings(stage.clock, stage.http)
    await _happen(_comings(comings, today), stage.clock, "The practice", progress)
    for story in stories:
        await tell(stage, story, progress)


def staged(settings: Settings, sessions: Sessions, library: Library, today: date) -> Stage:
    """Return what stories are told with, in the database of these sessions."""
    clock = SetClock(moment(TODAY - DAYS_TOLD, time(8), today))
    # No jitter: six clients need none, and it depends on their ids, which differ in each seeding.
    settings = settings.model_copy(update={"reminder_spread_s": 0})
    app = create_app(settings, sessions, clock, library)
    since = moment(REMINDED_FROM, time(0), today)
    reminding = Reminding.begin(settings, sessions, clock, library, since)
    return Stage(today, clock, Direct(app), reminding)


async def tell(stage: Stage, story: Story, progress: Progress) -> None:
    """Tell a story in a database that has the practice, up to the beginning of today."""
    told = begin(story, stage.today, stage.clock, stage.http)
    moments = sorted(_moments(told), key=lambda each: each.at)
    end = moment(TODAY, time(0), stage.today)
    assert moments[-1].at <= end, "a story ends before today begins"
    stage.clock.at = moments[0].at
    await _happen(moments, stage.clock, story.name, progress, stage.reminding)
    await stage.reminding.until(end)
    stage.clock.at = end
    await stage.reminding.worker.plan()


async def _open_practice(sessions: Sessions, clock: SetClock) -> None:
    admin, *colleagues = [_account(each) for each in THERAPISTS]
    async with transaction(sessions) as session:
        practice_id, _ = await create_practice(session, admin, clock.now())
        for colleague in colleagues:
            await add_therapist(session, practice_id, colleague, clock.now(), admin=False)


def _account(therapist: Therapist) -> NewPractice:
    hashed = CHEAP.hash(PASSWORD)
    return NewPractice(PRACTICE, BERLIN, therapist.name, therapist.email, hashed)


async def _happen(
    moments: list[Moment],
    clock: SetClock,
    name: str,
    progress: Progress,
    reminding: Reminding | None = None,
) -> None:
    with progress(moments, name) as shown:
        for each in shown:
            if reminding:
                await reminding.until(each.at)
            clock.at = each.at
            await each.happen()
            if reminding:
                await reminding.worker.look_soon()
            # Gives the progress bar and Ctrl-C a chance.
            await asyncio.sleep(0)


def _comings(people: Comings, today: date) -> list[Moment]:
    deeds = ((-5, engage), (25, hand_over), (40, say_goodbye), (80, invite_another))
    return [Moment(moment(day, time(9), today), partial(deed, people)) for day, deed in deeds]


def _moments(told: Telling) -> Iterator[Moment]:
    yield from _visits(told)
    story, today = told.story, told.today
    joined_at = moment(told.first_day, story.hour, today) + JOINS_AFTER
    yield Moment(joined_at, partial(join, told))
    for flight in story.flights:
        landed_at = moment(flight.day, flight.at, today, flight.timezone)
        yield Moment(landed_at, partial(arrive, told, flight))
    yield from _asides(told)
    yield from _sittings(told)


def _visits(told: Telling) -> Iterator[Moment]:
    story = told.story
    for each in story.visits:
        starts_at = moment(working_day(each.day, told.today), story.hour, told.today)
        first = each is story.visits[0]
        before = partial(take_in, told) if first else partial(prepare, told)
        yield Moment(starts_at - PREPARES_BEFORE, before)
        yield Moment(starts_at + SESSION, partial(visit, told, each))


def _asides(told: Telling) -> Iterator[Moment]:
    story, today = told.story, told.today
    for each in story.visits:
        told_on = tells_on(told, each.day) if each.held else None
        if told_on is not None:
            told_at = moment(told_on, TELLS_AT, today)
            yield Moment(told_at, partial(tell_of_session, told, each.day))
    for absence in story.absences:
        said_at = moment(absence.first, EXCUSES_AT, today)
        yield Moment(said_at, partial(be_excused, told, absence))
    for late in story.snoozes:
        asked_at = moment(late.day, late.at, today, timezone_on(story, late.day))
        yield Moment(asked_at, partial(put_off, told, late.minutes))
    for day, granted in zip(story.unshared or (), (False, True), strict=False):
        yield Moment(moment(day, EXCUSES_AT, today), partial(decide_sharing, told, granted))


def _sittings(told: Telling) -> Iterator[Moment]:
    hard = {day for day, figures in enumerate(told.figures) if figures.felt}
    hard |= told.story.hard_days
    days = present_days(told.story, told.first_day, hard, told.chance("presence"))
    answers = told.chance("answers")
    for each in sittings(told.story, days, told.today, told.chance("sittings")):
        yield Moment(each.uploaded_at, partial(sit, told, each, answers))
