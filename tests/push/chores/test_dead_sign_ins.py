"""What signs nobody in any more is forgotten, and nothing that somebody still needs."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from api.platform.clock import SetClock
from api.platform.db import Sessions, transaction
from api.platform.ids import new_id
from api.tables import (
    Base,
    Browser,
    FailedAttempts,
    KeptAnswer,
    OneTimeCode,
    RefreshToken,
    SignIn,
    SpentChallenge,
)
from api.tables.accounts import WINDOW
from push.chores.batches import BATCH
from push.chores.dead_sign_ins import (
    BROWSERS_KEPT,
    CHALLENGES_KEPT,
    KEPT,
    STATEMENTS,
    forget_dead_sign_ins,
)
from tests.acting.care import Care, body_of
from tests.acting.credentials import ANA, give_password, refresh, sign_in
from tests.cast import endless_sign_in
from tests.conftest import NOW
from tests.push.rig import BEN, Rig
from tests.statements import plan_of, reads_all

INSTANT, A_DAY = timedelta(microseconds=1), timedelta(days=1)
LONG_AGO, JUST_NOT = NOW - KEPT - INSTANT, NOW - KEPT


async def store(care: Care, *rows: Base) -> None:
    async with transaction(care.sessions) as session:
        session.add_all(rows)


async def forget(care: Care) -> int:
    return await forget_dead_sign_ins(care.sessions, care.clock, lambda: True)


def code(care: Care, name: str, **ends: datetime) -> OneTimeCode:
    made = {"created_at": LONG_AGO - A_DAY, "account_id": care.ana.id, "purpose": "invite"}
    return OneTimeCode(**{"code_hash": name, "expires_at": NOW, **made, **ends})


def token(sign_in_id: UUID, name: str, expires_at: datetime, **more: Any) -> RefreshToken:
    about = {"created_at": LONG_AGO, "sign_in_id": sign_in_id, "generation": 0}
    return RefreshToken(**about, token_hash=name, expires_at=expires_at, **more)


def ended(care: Care, number: int, **ends: datetime) -> SignIn:
    row = endless_sign_in(care.ana.id, LONG_AGO - A_DAY, id=UUID(int=number))
    for name, at in ends.items():
        setattr(row, name, at)
    return row


async def test_failures_are_forgotten_when_their_window_is_over(care: Care) -> None:
    made = {"created_at": NOW, "count": 3}
    over, counts = NOW - WINDOW, NOW - WINDOW + INSTANT
    await store(
        care,
        FailedAttempts(key="over", window_from=over, **made),
        FailedAttempts(key="counts", window_from=counts, **made),
    )
    assert await forget(care) == 1
    assert await care.rows(select(FailedAttempts.key)) == ["counts"]


async def test_codes_are_forgotten_30_days_after_their_end(care: Care) -> None:
    old = [code(care, f"old-{name}", **{name: LONG_AGO}) for name in CODE_ENDS]
    kept = [code(care, f"kept-{name}", **{name: JUST_NOT}) for name in CODE_ENDS]
    await store(care, code(care, "good", expires_at=NOW + A_DAY), *old, *kept)
    assert await forget(care) == 3
    left = await care.rows(select(OneTimeCode.code_hash).order_by(OneTimeCode.code_hash))
    assert left == ["good", "kept-expires_at", "kept-revoked_at", "kept-used_at"]


CODE_ENDS = ("used_at", "revoked_at", "expires_at")


async def test_tokens_are_forgotten_as_they_expire_and_their_successors_stay(care: Care) -> None:
    mine, parent = ended(care, 1), new_id()
    await store(care, mine)
    await store(care, token(mine.id, "over", NOW, id=parent))
    await store(care, token(mine.id, "good", NOW + INSTANT, parent_id=parent))
    assert await forget(care) == 1
    assert await care.rows(select(RefreshToken.token_hash)) == ["good"]


async def test_sign_ins_are_forgotten_30_days_after_their_end_with_all_that_is_theirs(
    care: Care,
) -> None:
    await store(
        care,
        ended(care, 1, revoked_at=LONG_AGO),
        ended(care, 2, expires_at=LONG_AGO),
        ended(care, 3, revoked_at=JUST_NOT),
        ended(care, 4, expires_at=JUST_NOT),
    )
    for number in (1, 2, 3, 4):
        whose = UUID(int=number)
        answer = {"account_id": care.ana.id, "sealed": "x", "expires_at": NOW + A_DAY}
        await store(
            care,
            token(whose, f"token-{number}", NOW + A_DAY),
            KeptAnswer(created_at=NOW, key_hash=f"{number}", sign_in_id=whose, **answer),
        )
    assert await forget(care) == 4
    for column in (RefreshToken.token_hash, KeptAnswer.key_hash, SignIn.id):
        left = await care.rows(select(column).where(column.in_(NAMES[column.key])))
        assert set(left) == set(NAMES[column.key][2:]), column


NAMES: dict[str, list[Any]] = {
    "token_hash": [f"token-{number}" for number in (1, 2, 3, 4)],
    "key_hash": ["1", "2", "3", "4"],
    "id": [UUID(int=number) for number in (1, 2, 3, 4)],
}


async def test_who_goes_on_is_not_touched_however_long(care: Care) -> None:
    await give_password(care, care.ana, ANA)
    tokens = body_of(await sign_in(care.ana.http, ANA))
    for _ in range(4):
        care.clock.at += 89 * A_DAY
        await forget(care)
        tokens = body_of(await refresh(care.ana.http, tokens["refresh_token"]))


async def test_an_answer_that_was_lost_may_be_asked_for_again_after_the_sweep(care: Care) -> None:
    await give_password(care, care.ana, ANA)
    tokens = body_of(await sign_in(care.ana.http, ANA))
    care.clock.at += 80 * A_DAY
    body_of(await refresh(care.ana.http, tokens["refresh_token"]))
    care.clock.at += 80 * A_DAY
    await forget(care)
    body_of(await refresh(care.ana.http, tokens["refresh_token"]))


async def test_a_phone_outlives_its_sign_in_and_is_pushed_to(both: Rig) -> None:
    ben = both.care.ben
    async with transaction(both.care.sessions) as session:
        mine = SignIn.account_id == ben.id
        await session.execute(update(SignIn).where(mine).values(expires_at=LONG_AGO))
    await both.worker.prune()
    (phone,) = [row for row in await both.devices() if row.installation_id == BEN]
    assert (phone.account_id, phone.sign_in_id, phone.disabled_at) == (ben.id, None, None)
    assert await both.care.rows(select(SignIn.id).where(SignIn.account_id == ben.id)) == []
    assert await both.turn_at("14:00") == [BEN]


async def test_a_phone_that_registered_as_its_sign_in_was_ended_is_pushed_to_no_more(
    both: Rig,
) -> None:
    """Neither at once, nor when the sign-in is forgotten."""
    ben = both.care.ben
    mine = update(SignIn).where(SignIn.account_id == ben.id)
    async with transaction(both.care.sessions) as session:
        await session.execute(mine.values(revoked_at=both.care.clock.at))
    assert await both.turn_at("14:00") == []
    async with transaction(both.care.sessions) as session:
        await session.execute(mine.values(revoked_at=LONG_AGO))
    await both.worker.prune()
    (phone,) = [row for row in await both.devices() if row.installation_id == BEN]
    assert (phone.sign_in_id, phone.disabled_reason) == (None, "signed_out")


async def test_few_are_deleted_at_once_until_all_are(care: Care) -> None:
    await store(care, ended(care, 1, revoked_at=LONG_AGO))
    tokens = [token(UUID(int=1), str(number), NOW + A_DAY) for number in range(BATCH + 3)]
    await store(care, *tokens)
    told = iter((True, True, True, True, False))
    assert await forget_dead_sign_ins(care.sessions, care.clock, lambda: next(told, False)) == BATCH
    assert await forget(care) == 3 + 1
    assert (
        await care.rows(select(RefreshToken.id).where(RefreshToken.sign_in_id == UUID(int=1))) == []
    )


async def test_a_browser_is_forgotten_once_no_browser_keeps_its_cookie(care: Care) -> None:
    about = {"created_at": LONG_AGO, "account_id": care.ana.id, "told_until": LONG_AGO}
    about |= {"family": "firefox", "system": "linux"}
    kept = NOW - BROWSERS_KEPT
    await store(
        care,
        Browser(token_hash="kept", seen_at=kept, **about),
        Browser(token_hash="over", seen_at=kept - INSTANT, **about),
    )
    await forget(care)
    assert await care.rows(select(Browser.token_hash)) == ["kept"]


async def test_a_challenge_is_forgotten_once_by_no_clock_it_could_be_answered_again(
    care: Care,
) -> None:
    kept = NOW - CHALLENGES_KEPT
    await store(
        care,
        SpentChallenge(created_at=NOW, challenge_hash="good", expires_at=kept + INSTANT),
        SpentChallenge(created_at=NOW, challenge_hash="over", expires_at=kept),
    )
    assert await forget(care) == 1
    assert await care.rows(select(SpentChallenge.challenge_hash)) == ["good"]


async def test_the_sweep_ends_when_told_to(care: Care, clock: SetClock) -> None:
    await store(care, ended(care, 1, revoked_at=LONG_AGO))
    assert await forget_dead_sign_ins(care.sessions, clock, lambda: False) == 0


@pytest.mark.parametrize("number", range(len(STATEMENTS)))
async def test_no_whole_table_is_read(sessions: Sessions, number: int) -> None:
    asked = {"most": BATCH, "now": NOW, "before": LONG_AGO, "window": NOW - WINDOW}
    asked |= {"forgotten": NOW - BROWSERS_KEPT, "answered": NOW - CHALLENGES_KEPT}
    steps = await plan_of(sessions, STATEMENTS[number], asked)
    assert [step for step in steps if reads_all(step) and "some" not in step] == []
