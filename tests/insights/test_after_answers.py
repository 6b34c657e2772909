"""Without a worker the API itself looks for alerts, once its answer has left."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import delete, select
from structlog.testing import capture_logs

from api.insights import after_answers
from api.platform.db import transaction
from api.platform.heartbeats import HEARTBEAT_LIFETIME
from api.tables import Alert, AlertLook, Worker
from tests.acting.broken import BROKEN, MENDED, run_sql
from tests.acting.care import Care, body_of
from tests.acting.pasts import TODAY, draw_before
from tests.waiting import until

TINGLING = {"region": "neck", "side": "left", "role": "source", "tingling": True}


@pytest.fixture
async def served(app: FastAPI, care: Care) -> AsyncIterator[Care]:
    """Ana's care while the app runs, not merely answers."""
    async with app.router.lifespan_context(app):
        yield care


async def tingles(care: Care) -> None:
    await draw_before(care, TINGLING)
    body_of(await care.check_in(TODAY.isoformat(), body_map=[TINGLING]), 201)


async def is_told(care: Care) -> bool:
    return len(await care.rows(select(Alert))) == 1 and not await care.rows(select(AlertLook))


async def beat(care: Care) -> None:
    now = care.clock.at
    async with transaction(care.sessions) as session:
        session.add(Worker(created_at=now, beat_at=now))


async def test_without_a_worker_the_alert_is_there_soon_after_the_answer(served: Care) -> None:
    await tingles(served)
    await until(lambda: is_told(served), "the API to look")


async def test_with_a_worker_the_api_leaves_it_to_that(served: Care, app: FastAPI) -> None:
    await beat(served)
    await tingles(served)
    assert not app.state.looks.is_asked
    assert len(await served.rows(select(AlertLook))) == 1


async def test_whoever_was_marked_for_a_worker_that_died_is_looked_at_within_two_minutes(
    app: FastAPI, care: Care, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(after_answers, "EVERY_S", 0.01)
    await beat(care)
    await tingles(care)
    async with transaction(care.sessions) as session:
        await session.execute(delete(Worker))
    async with app.router.lifespan_context(app):
        care.clock.at += HEARTBEAT_LIFETIME - timedelta(seconds=1)
        assert not await is_told(care)
        care.clock.at += timedelta(seconds=1)
        await until(lambda: is_told(care), "the API to find who waits")


async def test_what_was_asked_is_done_before_the_app_ends(app: FastAPI, care: Care) -> None:
    async with app.router.lifespan_context(app):
        await tingles(care)
    assert await is_told(care)


async def test_a_look_that_fails_is_logged_without_a_word_and_tried_again(
    served: Care, database_url: str
) -> None:
    kind = database_url.partition(":")[0]
    await run_sql(served, *(each.format(table="alerts") for each in BROKEN[kind]))
    with capture_logs() as logs:
        await tingles(served)
        await until(lambda: "look_failed" in {each["event"] for each in logs}, "the look to fail")
    assert "neck" not in str(logs)
    await run_sql(served, MENDED[kind].format(table="alerts"))
    served.clock.at += timedelta(minutes=5)
    served.sign_in_again()
    body_of(await served.check_in(TODAY.isoformat(), body_map=[TINGLING], note="Again."))
    await until(lambda: is_told(served), "the next look")
