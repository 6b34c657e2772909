"""Google's keys: fetched once, kept as long as Google says, rotated, and what if it is away."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from httpx2 import ASGITransport, AsyncClient, Response

import api.accounts.firebase.keys as keys
from api.accounts.firebase.keys import LEAST, PAUSE, STALE, GooglesKeys
from api.app import create_app
from api.platform.http.errors import Unavailable
from tests.acting.care import Care, body_of, problem
from tests.acting.credentials import AUTH
from tests.databases import settings_for
from tests.google_keys import GooglesStandIn, certificate, token

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
UID = "Vn0GtKkqzRTGoh1dfqXl1yMv2sT2"
SIX_HOURS = timedelta(hours=6)


@pytest.fixture
def google() -> Iterator[GooglesStandIn]:
    standing_in = GooglesStandIn()
    yield standing_in
    standing_in.close()


@pytest.fixture
def known(google: GooglesStandIn) -> GooglesKeys:
    return GooglesKeys(google.url)


async def test_keys_are_fetched_once_and_again_when_google_says(google, known):
    first = await known.named("first", NOW)
    assert first is not None
    for later in (timedelta(0), SIX_HOURS - timedelta(seconds=1)):
        assert await known.named("first", NOW + later) == first
    assert google.asked == 1
    assert await known.named("first", NOW + SIX_HOURS) == first
    assert google.asked == 2


async def test_many_at_once_fetch_them_once(google, known):
    found = await asyncio.gather(*(known.named("first", NOW) for _ in range(20)))
    assert all(found)
    assert google.asked == 1


async def test_a_name_that_nobody_knows_has_nothing_fetched(google, known):
    await known.named("first", NOW)
    for number in range(20):
        assert await known.named(f"made-up-{number}", NOW) is None
    assert await known.named(None, NOW) is None
    assert google.asked == 1


async def test_after_a_rotation_the_new_key_counts_and_the_old_one_no_longer(google, known):
    await known.named("first", NOW)
    google.names = ("first", "second")
    assert await known.named("second", NOW) is None
    assert await known.named("second", NOW + SIX_HOURS) is not None
    google.names = ("second",)
    assert await known.named("first", NOW + 2 * SIX_HOURS) is None


@pytest.mark.parametrize(
    ("headers", "lasts"),
    [
        ({}, LEAST),
        ({"Cache-Control": "no-store"}, LEAST),
        ({"Cache-Control": "public, max-age=0"}, LEAST),
        ({"Cache-Control": "public, max-age=600", "Age": "240"}, timedelta(minutes=6)),
        ({"Cache-Control": "max-age=600", "Age": "a while"}, timedelta(minutes=10)),
        ({"Cache-Control": "max-age=99999999"}, timedelta(hours=24)),
    ],
)
async def test_how_long_they_are_kept_is_bounded(google, known, headers, lasts):
    google.headers = headers
    await known.named("first", NOW)
    await known.named("first", NOW + lasts - timedelta(seconds=1))
    assert google.asked == 1
    await known.named("first", NOW + lasts)
    assert google.asked == 2


JUNK = {
    "away": (503, b"{}"),
    "not found": (404, b"{}"),
    "moved": (302, b"{}"),
    "no JSON": (200, b"<html>"),
    "no object": (200, b"[]"),
    "empty": (200, b"{}"),
    "no certificate": (200, b'{"first": "-----BEGIN CERTIFICATE-----"}'),
    "no text": (200, b'{"first": 7}'),
    "too long": (200, b" " * (keys.MOST_BYTES + 1)),
}


@pytest.mark.parametrize("what", JUNK)
async def test_without_a_good_answer_known_keys_go_on_for_a_day(google, known, what):
    google.answer = JUNK[what]
    with pytest.raises(Unavailable) as refused:
        await known.named("first", NOW)
    assert refused.value.retry_after_s == 10
    google.answer = None
    assert await known.named("first", NOW + PAUSE) is not None
    google.answer, over = JUNK[what], NOW + PAUSE + SIX_HOURS
    assert await known.named("first", over) is not None
    assert await known.named("first", over + STALE - timedelta(seconds=1)) is not None
    with pytest.raises(Unavailable):
        # It may be one that came meanwhile.
        await known.named("second", over)
    with pytest.raises(Unavailable):
        await known.named("first", over + STALE)
    google.answer = None
    assert await known.named("first", over + STALE + PAUSE) is not None


async def test_after_a_failure_it_is_asked_again_ten_seconds_later(google, known):
    google.answer = JUNK["away"]
    for later in (0, 1, 9):
        with pytest.raises(Unavailable):
            await known.named("first", NOW + timedelta(seconds=later))
    assert google.asked == 1
    google.answer = None
    assert await known.named("first", NOW + PAUSE) is not None
    assert google.asked == 2


async def test_one_that_hangs_is_left_and_the_known_keys_go_on(google, known, monkeypatch):
    monkeypatch.setattr(keys, "TIMEOUT_S", 0.2)
    await known.named("first", NOW)
    google.hangs.set()
    assert await known.named("first", NOW + SIX_HOURS) is not None
    with pytest.raises(Unavailable):
        await GooglesKeys(google.url).named("first", NOW)


async def test_one_that_is_not_there_is_503(google):
    google.close()
    with pytest.raises(Unavailable):
        await GooglesKeys(google.url).named("first", NOW)


async def test_a_certificate_that_is_over_or_weak_counts_as_none(google, known, monkeypatch):
    over = certificate("over", NOW)
    monkeypatch.setattr(google, "body", lambda: body({"first": certificate("first"), "over": over}))
    assert await known.named("over", NOW) is None
    assert await known.named("first", NOW) is not None


def body(certificates: dict[str, str]) -> bytes:
    return json.dumps(certificates).encode()


@pytest.fixture
async def far(
    google: GooglesStandIn, care: Care, sessions, clock, library, database_url
) -> AsyncIterator[AsyncClient]:
    """Asks an API that has fetched no keys yet."""
    settings = settings_for(database_url, firebase_keys_endpoint=google.url)
    app = create_app(settings, sessions, clock, library)
    async with AsyncClient(transport=ASGITransport(app), base_url="http://api") as http:
        yield http


async def enter(http: AsyncClient, at: datetime) -> Response:
    return await http.post(f"{AUTH}/firebase", json={"id_token": token(UID, at)})


async def test_a_phone_is_told_to_come_again_and_nothing_is_counted(google, care, far):
    body_of(await care.ana.put(f"{AUTH}/firebase", {"id_token": token(UID, care.clock.at)}))
    google.answer = JUNK["away"]
    for _ in range(12):
        answer = await enter(far, care.clock.at)
        assert problem(answer) == (503, "unavailable")
        assert answer.headers["retry-after"] == "10"
    google.answer, care.clock.at = None, care.clock.at + PAUSE
    body_of(await enter(far, care.clock.at))
