"""All short sequences of what a phone, and a thief with a copy of its token, may do."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import cycle, islice
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts.lineage import GRACE, renew
from api.accounts.sign_ins import issue_tokens_anew, start_sign_in
from api.platform.db import transaction
from api.platform.http.errors import Unauthenticated
from api.platform.settings import Settings
from api.tables import Account
from tests.acting.care import Care

# Twice that is more than the grace, once is not.
SOME = GRACE * 2 / 3
MORE = GRACE + timedelta(seconds=1)


class Ended(Exception):
    """A copy was seen, and the sign-in was ended."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where they are: the token that each holds, and the time."""

    phone: str
    thief: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Walk:
    """Does things with one sign-in, and takes them back, in one transaction."""

    session: AsyncSession
    account: Account
    sign_in_id: UUID
    settings: Settings

    async def do(self, deed: str, at: Place) -> Place:
        match deed:
            case "time passes":
                return replace(at, now=at.now + SOME)
            case "a thief refreshes":
                return replace(at, thief=await self.use(at.thief, at.now))
            case "the phone refreshes":
                return replace(at, phone=await self.use(at.phone, at.now))
            case "an answer is lost":
                await self.use(at.phone, at.now)
            case "two at once":
                first = await self.use(at.phone, at.now)
                await self.use(at.phone, at.now)
                return replace(at, phone=first)
            case "a new password":
                return replace(at, phone=await self.anew(at.now))
            case "a new password, its answer lost":
                await self.anew(at.now)
        return at

    async def use(self, token: str, now: datetime) -> str:
        try:
            return (await renew(self.session, token, now, self.settings)).refresh_token
        except Unauthenticated as refused:
            if refused.problem_code != "refresh_token_reused":
                raise
            raise Ended from refused

    async def anew(self, now: datetime) -> str:
        about = (self.account, self.sign_in_id, now, self.settings)
        return (await issue_tokens_anew(self.session, *about)).refresh_token

    @asynccontextmanager
    async def taken_back(self) -> AsyncIterator[None]:
        savepoint = await self.session.begin_nested()
        try:
            yield
        finally:
            await savepoint.rollback()
            self.session.expunge_all()


@pytest.fixture
async def walk(care: Care, settings: Settings) -> AsyncIterator[tuple[Walk, Place]]:
    """Yield a walk that begins with a sign-in of Ana's, whose token a thief has copied."""
    now = care.clock.at
    async with transaction(care.sessions) as session:
        account = await session.get_one(Account, care.ana.id)
        tokens = await start_sign_in(session, account, now, settings, "sign in")
        token = tokens.refresh_token
        yield Walk(session, account, tokens.sign_in_id, settings), Place(token, token, now)
        session.info["apart"].clear()


HONEST = (
    "the phone refreshes",
    "an answer is lost",
    "two at once",
    "a new password",
    "a new password, its answer lost",
    "time passes",
)


async def test_the_phone_alone_is_never_signed_out(walk: tuple[Walk, Place]) -> None:
    async def go_on(walk: Walk, at: Place, path: tuple[str, ...]) -> None:
        for deed in HONEST if len(path) < 4 else ():
            async with walk.taken_back():
                try:
                    then = await walk.do(deed, at)
                except Ended:
                    pytest.fail(f"signed out by {(*path, deed)}")
                await go_on(walk, then, (*path, deed))

    await go_on(*walk, ())


WITH_A_THIEF = ("the phone refreshes", "an answer is lost", "a thief refreshes", "time passes")
TURNS = ("the phone refreshes", "a thief refreshes")


async def test_two_that_go_on_are_seen_once_one_is_used_after_the_grace_of_the_other(
    walk: tuple[Walk, Place],
) -> None:
    seen: list[int] = []

    async def go_on(walk: Walk, at: Place, path: tuple[str, ...]) -> None:
        for order in (TURNS, TURNS[::-1]):
            seen.append(await turns_until_seen(walk, at, order))
            assert seen[-1] <= 4, (path, order)
        for deed in WITH_A_THIEF if len(path) < 4 else ():
            async with walk.taken_back():
                try:
                    then = await walk.do(deed, at)
                except Ended:
                    continue
                await go_on(walk, then, (*path, deed))

    await go_on(*walk, ())
    # The third use is the first that a forked lineage cannot survive; the fourth, if an answer of
    # the one was lost, which made the other's first use look like its own.
    assert set(seen) == {1, 2, 3, 4}


async def turns_until_seen(walk: Walk, at: Place, order: tuple[str, ...]) -> int:
    """Return the how manieth use ends the sign-in, if they take turns with the grace between."""
    async with walk.taken_back():
        for number, deed in enumerate(islice(cycle(order), 8), 1):
            try:
                at = await walk.do(deed, at)
            except Ended:
                return number
            at = replace(at, now=at.now + MORE)
    return 9
