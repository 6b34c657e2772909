"""One batch that is carried out: whose it is, its items, and what came of each."""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Literal, TypeVar
from uuid import UUID

import structlog
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, TypeAdapter, ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.callers import Caller
from api.accounts.web_push import WebPush
from api.diary.kept import REFUSALS, Refusal, SentBody
from api.library import Library
from api.platform.db import Write, is_unavailable
from api.platform.http.errors import NotAcceptable, Problem, body_of, of_validation
from api.platform.http.fields import InstallationId
from api.platform.keys import Keys
from api.platform.log_lines import describe
from api.rules.instants import History, ZoneSpan
from api.rules.reminders.agenda import Key, is_done
from api.safety.texts import SafetyTextOut
from api.tables import Account

log = structlog.get_logger("carryover.sync")
_INSTALLATION: TypeAdapter[str] = TypeAdapter(InstallationId)
B = TypeVar("B", bound=BaseModel)
Status = Literal["stored", "merged"]
Act = Callable[[], Awaitable[Status]]
Named = tuple[Callable[..., Awaitable[list[SafetyTextOut]]], Collection[str]]


class Internal(Problem):
    """A fault of ours in one item, which the others must not suffer from."""

    status, code, title = 500, "internal", "Something went wrong on our side."


@dataclass(frozen=True, slots=True)
class Item:
    """A change as it came; `place` is that in the batch."""

    place: int
    kind: str
    id: str
    body: Mapping[str, Any]

    @property
    def uuid(self) -> UUID:
        """The id, which is a UUID for most kinds."""
        try:
            return UUID(self.id)
        except ValueError:
            errors = [{"pointer": "/id", "code": "uuid_parsing"}]
            raise NotAcceptable(errors=errors) from None

    @property
    def installation_id(self) -> str:
        """The id of a phone, for the kinds that are about one."""
        try:
            return _INSTALLATION.validate_python(self.id)
        except ValidationError:
            raise NotAcceptable(
                errors=[{"pointer": "/id", "code": "string_pattern_mismatch"}]
            ) from None


@dataclass(slots=True)
class Turn:
    """Whose batch it is, and what is to be done once for all of its items.

    `zones` are those that its items say she is in by now. `told` are the slots and dates that were
    answered; `told_on` has the dates of check-ins, each with whether it had a body map; `said` is
    what items say is done, each with its place; `keeps` writes what refused items named, each by
    its place. `named` are the flags, or the stop rules, that stored items named, and `texts` is
    what is told of them.
    """

    session: AsyncSession
    me: Caller
    now: datetime
    library: Library
    language: str
    spread_s: int
    keys: Keys
    sent_at: datetime | None
    web_push: WebPush
    zones: tuple[ZoneSpan, ...] = ()
    results: dict[int, Status | Problem] = field(default_factory=dict)
    named: dict[int, Named] = field(default_factory=dict)
    texts: dict[int, list[SafetyTextOut]] = field(default_factory=dict)
    told: set[Key] = field(default_factory=set)
    told_on: list[tuple[date, bool]] = field(default_factory=list)
    said: list[tuple[int, Key]] = field(default_factory=list)
    keeps: list[tuple[int, Write]] = field(default_factory=list)
    is_answered: bool = False
    needs_replan: bool = False

    def lived(self, history: History) -> History:
        """Return where she lived, with the zones that she is in by what this batch says."""
        return (*history, *self.zones)

    async def renew_me(self) -> None:
        """Have the caller be as the batch has changed her by now."""
        account = await self.session.get_one(Account, self.me.id)
        timezone, is_pinned = account.timezone, account.timezone_pinned
        self.me = replace(self.me, timezone=timezone, timezone_pinned=is_pinned)

    def is_said_later(self, about: Key, place: int) -> bool:
        """Tell whether a later item of the batch, which was taken, says that something is done."""
        taken = (at for at, key in self.said if at > place and is_done(about, {key}))
        return any(self.results.get(at) in ("stored", "merged") for at in taken)

    async def find_texts(self) -> None:
        """Find what to show of the flags and signs that stored items named."""
        for place, (texts_of, codes) in self.named.items():
            args = self.session, self.me, self.library, self.language, codes
            self.texts[place] = await texts_of(*args)

    def read(self, model: type[B], item: Item, **named: Any) -> B:
        """Return the body of an item as its route takes it; RequestValidationError if it cannot."""
        sent = {**item.body, **named}
        if self.sent_at is not None:
            # What the phone's clock showed as the batch left, not when it first tried the item.
            sent["sent_at"] = self.sent_at.isoformat()
        try:
            return model.model_validate(sent)
        except ValidationError as error:
            found = error.errors(include_url=False, include_input=False)
            raise RequestValidationError(
                [{**each, "loc": ("body", *each["loc"])} for each in found]
            ) from None

    def sent_body(self, body: Any) -> SentBody:
        """Return what an item names, valid or not."""
        return SentBody(body, self.me, self.library, self.now, self.spread_s)

    async def attempt(self, item: Item, act: Act) -> None:
        """Carry an item out, apart from all others: what is refused leaves no trace of its own."""
        async with self.apart(item.place):
            self.results[item.place] = await act()

    async def keep_named(self) -> None:
        """Write what refused items named; the client and her reminders are locked."""
        for place, write in self.keeps:
            async with self.apart(place):
                await write(self.session)

    @asynccontextmanager
    async def apart(self, place: int) -> AsyncIterator[None]:
        """Have what goes wrong in a block concern one item, unless the database is the cause."""
        try:
            async with self.session.begin_nested():
                yield
        except REFUSALS as error:
            self.refuse(place, error)
        except Exception as error:
            if is_unavailable(error):
                raise
            log.error("change_failed", **describe(error))
            self.results[place] = Internal()

    def refuse(self, place: int, error: Refusal) -> None:
        """Note that an item is refused, and why."""
        self.results[place] = error if isinstance(error, Problem) else of_validation(error)

    def result(self, place: int, sent: Any) -> dict[str, Any]:
        """Return what came of an item, as it is answered."""
        found, named = self.results[place], sent.get("id") if isinstance(sent, dict) else None
        about = {"id": named if isinstance(named, str) else None}
        if isinstance(found, Problem):
            return {**about, "status": "refused", "problem": body_of(found), "safety_texts": []}
        texts = [text.model_dump() for text in self.texts.get(place, ())]
        return {**about, "status": found, "problem": None, "safety_texts": texts}
