"""Who holds a reminder: claims, their leases, the fence, and what becomes of a dead worker's."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert, select, update

from api.platform.db import Sessions, transaction
from api.tables import Delivery, Device, Reminder
from push.turn.claims import LEASE, LEASE_LEFT, claim, fence, free_lapsed
from tests.conftest import NOW
from tests.push.crowds import Crowd, gather_crowd
from tests.waiting import WITHIN_S

SECOND = timedelta(seconds=1)
ME, OTHER = uuid4(), uuid4()


async def claimed(sessions: Sessions, token: UUID, limit: int = 100, now: Any = NOW) -> list[UUID]:
    async with transaction(sessions) as session:
        return await claim(session, token, now, limit)


async def fenced(sessions: Sessions, ids: list[UUID], token: UUID, now: Any = NOW) -> set[UUID]:
    async with transaction(sessions) as session:
        return {row.id for row in await fence(session, ids, token, now)}


async def free(sessions: Sessions, now: Any) -> None:
    async with transaction(sessions) as session:
        await free_lapsed(session, now)


async def row_of(sessions: Sessions, id: UUID) -> Reminder:
    async with transaction(sessions, write=False) as session:
        return await session.get_one(Reminder, id)


async def end_of(sessions: Sessions, id: UUID) -> tuple[str, str | None, UUID | None]:
    row = await row_of(sessions, id)
    return row.state, row.reason, row.claim_token


async def change(sessions: Sessions, ids: Any, **values: Any) -> None:
    async with transaction(sessions) as session:
        await session.execute(update(Reminder).where(Reminder.id.in_(ids)).values(**values))


async def deliver(sessions: Sessions, crowd: Crowd, number: int, phone: int, state: str) -> None:
    """Put a delivery of the n-th reminder to someone's phone into the database."""
    async with transaction(sessions) as session:
        device = await session.scalar(
            select(Device.id).where(Device.account_id == crowd.clients[phone])
        )
        await session.execute(
            insert(Delivery).values(
                id=uuid4(),
                created_at=NOW,
                reminder_id=crowd.reminders[number],
                device_id=device,
                state=state,
                target_hash="0",
                target_generation=1,
                dispatched_at=NOW,
            )
        )


async def deliveries(sessions: Sessions, id: UUID) -> list[tuple[str, str | None]]:
    async with transaction(sessions, write=False) as session:
        found = await session.execute(
            select(Delivery.state, Delivery.error)
            .where(Delivery.reminder_id == id)
            .order_by(Delivery.state)
        )
        return [tuple(row) for row in found]


async def test_concurrent_claimers_never_share_a_reminder(sessions: Sessions) -> None:
    crowd = await gather_crowd(sessions, 50, NOW, NOW, per_client=6)

    async def claim_all() -> list[UUID]:
        mine: list[UUID] = []
        while ids := await claimed(sessions, uuid4(), limit=7):
            assert len(ids) <= 7
            mine += ids
        return mine

    shares = await asyncio.gather(*(claim_all() for _ in range(8)))
    everything = [each for share in shares for each in share]
    assert len(everything) == len(set(everything)) == 300
    assert set(everything) == set(crowd.reminders)
    # They did work side by side.
    assert sum(bool(share) for share in shares) > 1


async def test_the_longest_due_go_first_and_no_more_than_the_limit(sessions: Sessions) -> None:
    crowd = await gather_crowd(sessions, 10, NOW, NOW - 10 * SECOND, apart=SECOND)
    assert await claimed(sessions, ME, limit=4) == list(crowd.reminders[:4])
    assert await claimed(sessions, OTHER, limit=4) == list(crowd.reminders[4:8])
    assert await claimed(sessions, ME, limit=4) == list(crowd.reminders[8:])
    assert await claimed(sessions, ME, limit=4) == []


async def test_what_is_not_due_is_never_claimed(sessions: Sessions) -> None:
    crowd = await gather_crowd(sessions, 2, NOW, NOW, apart=timedelta.resolution)
    assert await claimed(sessions, ME) == [crowd.reminders[0]]
    assert await claimed(sessions, ME) == []
    assert await claimed(sessions, ME, now=NOW + timedelta.resolution) == [crowd.reminders[1]]


async def test_a_later_attempt_counts_and_not_the_due_time(sessions: Sessions) -> None:
    crowd = await gather_crowd(sessions, 1, NOW, NOW - timedelta(minutes=9))
    await change(sessions, crowd.reminders, next_attempt_at=NOW + SECOND)
    assert await claimed(sessions, ME) == []
    assert await claimed(sessions, ME, now=NOW + SECOND) == list(crowd.reminders)


@pytest.mark.parametrize("state", ["sent", "failed", "expired", "cancelled", "skipped"])
async def test_what_has_ended_is_never_claimed(sessions: Sessions, state: str) -> None:
    crowd = await gather_crowd(sessions, 1, NOW, NOW)
    await change(sessions, crowd.reminders, state=state)
    assert await claimed(sessions, ME, now=NOW + timedelta(days=1)) == []


async def test_a_claim_is_a_lease_with_a_token_and_counts_the_attempt(sessions: Sessions) -> None:
    (only,) = (await gather_crowd(sessions, 1, NOW, NOW)).reminders
    await claimed(sessions, ME)
    row = await row_of(sessions, only)
    assert (row.state, row.claim_token, row.attempts) == ("claimed", ME, 1)
    assert row.lease_until == NOW + LEASE


# SQLite has no row locks: there one transaction writes at a time.
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_claimer_steps_over_what_another_has_locked(sessions: Sessions) -> None:
    crowd = await gather_crowd(sessions, 3, NOW, NOW)
    async with transaction(sessions) as session:
        await session.get_one(Reminder, crowd.reminders[1], with_for_update=True)
        async with asyncio.timeout(WITHIN_S):
            assert set(await claimed(sessions, ME)) == {crowd.reminders[0], crowd.reminders[2]}


async def test_only_the_holder_of_the_claim_passes_the_fence(sessions: Sessions) -> None:
    crowd = await gather_crowd(sessions, 3, NOW, NOW, apart=SECOND)
    ids = list(crowd.reminders)
    await claimed(sessions, ME, limit=1)
    await claimed(sessions, OTHER, limit=1, now=NOW + SECOND)
    assert await fenced(sessions, ids, ME) == {ids[0]}
    assert await fenced(sessions, ids, OTHER) == {ids[1]}


async def test_a_lease_too_short_to_leave_does_not_pass_the_fence(sessions: Sessions) -> None:
    ids = list((await gather_crowd(sessions, 1, NOW, NOW)).reminders)
    await claimed(sessions, ME)
    last_moment = NOW + LEASE - LEASE_LEFT
    assert await fenced(sessions, ids, ME, last_moment) == set()
    assert await fenced(sessions, ids, ME, last_moment - timedelta.resolution) == set(ids)


async def test_what_was_taken_away_meanwhile_does_not_pass_the_fence(sessions: Sessions) -> None:
    ids = list((await gather_crowd(sessions, 1, NOW, NOW)).reminders)
    await claimed(sessions, ME)
    await change(sessions, ids, state="skipped", claim_token=None, lease_until=None)
    assert await fenced(sessions, ids, ME) == set()


async def test_a_lease_that_lasts_is_left_alone(sessions: Sessions) -> None:
    (only,) = (await gather_crowd(sessions, 1, NOW, NOW)).reminders
    await claimed(sessions, ME)
    await free(sessions, NOW + LEASE)
    assert await end_of(sessions, only) == ("claimed", None, ME)


async def test_a_lapsed_claim_is_scheduled_again_and_claimable_at_once(sessions: Sessions) -> None:
    (only,) = (await gather_crowd(sessions, 1, NOW, NOW)).reminders
    await claimed(sessions, ME)
    late = NOW + LEASE + SECOND
    await free(sessions, late)
    assert await end_of(sessions, only) == ("scheduled", None, None)
    assert await claimed(sessions, OTHER, now=late) == [only]
    assert await fenced(sessions, [only], ME, late) == set()


async def test_what_may_have_left_is_given_up_as_unknown_and_never_claimed(
    sessions: Sessions,
) -> None:
    crowd = await gather_crowd(sessions, 1, NOW, NOW)
    (only,) = crowd.reminders
    await claimed(sessions, ME)
    await deliver(sessions, crowd, 0, 0, "dispatching")
    await free(sessions, NOW + LEASE + SECOND)
    assert await end_of(sessions, only) == ("failed", "unknown", None)
    assert await deliveries(sessions, only) == [("unknown", "worker_lost")]
    for hours in range(4):
        later = NOW + timedelta(hours=hours)
        await free(sessions, later)
        assert await claimed(sessions, OTHER, now=later) == []


async def test_it_counts_as_sent_when_it_had_reached_another_phone(sessions: Sessions) -> None:
    crowd = await gather_crowd(sessions, 2, NOW, NOW, apart=SECOND)
    only = crowd.reminders[0]
    await claimed(sessions, ME, limit=1)
    await deliver(sessions, crowd, 0, 0, "accepted")
    await deliver(sessions, crowd, 0, 1, "dispatching")
    await free(sessions, NOW + LEASE + SECOND)
    assert await end_of(sessions, only) == ("sent", None, None)
    assert [state for state, _ in await deliveries(sessions, only)] == ["accepted", "unknown"]


@pytest.mark.parametrize("report", ["received_at", "opened_at", "dismissed_at"])
async def test_what_a_phone_reported_was_accepted_though_its_worker_is_lost(
    sessions: Sessions, report: str
) -> None:
    crowd = await gather_crowd(sessions, 1, NOW, NOW)
    await claimed(sessions, ME)
    await deliver(sessions, crowd, 0, 0, "dispatching")
    async with transaction(sessions) as session:
        await session.execute(update(Delivery).values({report: NOW + SECOND}))
    await free(sessions, NOW + LEASE + SECOND)
    assert await end_of(sessions, crowd.reminders[0]) == ("sent", None, None)
    assert await deliveries(sessions, crowd.reminders[0]) == [("accepted", None)]


async def test_each_lapsed_claim_has_its_own_fate(sessions: Sessions) -> None:
    crowd = await gather_crowd(sessions, 4, NOW, NOW)
    await claimed(sessions, ME)
    await deliver(sessions, crowd, 0, 0, "dispatching")
    await deliver(sessions, crowd, 1, 1, "retry")
    await deliver(sessions, crowd, 2, 2, "accepted")
    await free(sessions, NOW + LEASE + SECOND)
    ends = [(await end_of(sessions, each))[:2] for each in crowd.reminders]
    assert ends == [("failed", "unknown")] + [("scheduled", None)] * 3
    assert await deliveries(sessions, crowd.reminders[1]) == [("retry", None)]


# SQLite has no row locks: there one transaction writes at a time.
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_freeing_does_not_wait_for_a_worker_that_is_recording(sessions: Sessions) -> None:
    crowd = await gather_crowd(sessions, 2, NOW, NOW)
    await claimed(sessions, ME)
    late = NOW + LEASE + SECOND
    async with transaction(sessions) as session:
        await session.get_one(Reminder, crowd.reminders[0], with_for_update=True)
        async with asyncio.timeout(WITHIN_S):
            await free(sessions, late)
    assert (await end_of(sessions, crowd.reminders[0]))[0] == "claimed"
    assert (await end_of(sessions, crowd.reminders[1]))[0] == "scheduled"
