"""A red flag or stop sign is never lost with its body: what a refused one names is kept.

It is written apart (`platform.db.apart`), after the refused request was rolled back and before the
answer leaves. The answer has the texts to show, and says what was kept.
"""

from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID, uuid5

from fastapi import Depends, Request
from fastapi.exceptions import RequestValidationError
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.callers import Caller
from api.access.deps import ClientMe, Config, Content, Language, Now, Session
from api.care.calendars import load_zones
from api.care.locks import lock_client
from api.diary.slots import load_item
from api.library import Library
from api.platform.db import Write, apart
from api.platform.http.errors import Problem, of_validation
from api.platform.http.uploads import Kept
from api.reminders.locks import lock_reminders
from api.rules.safety import named_codes
from api.rules.uploads import date_or_today, id_or_none
from api.safety.stops import Said, raise_red_flags, stop_exercise
from api.safety.texts import SafetyTextOut, texts_of_red_flags, texts_of_stop
from api.tables import CheckIn, Log

# A refusal from here on is our own fault, and its body comes again.
OUR_FAULT = 500
REFUSALS = (Problem, RequestValidationError)
Refusal = Problem | RequestValidationError


@dataclass(frozen=True, slots=True)
class SentBody:
    """What a client's phone sent, valid or not, and what it takes to act on what it names."""

    body: Any
    me: Caller
    library: Library
    now: datetime
    spread_s: int

    def codes(self, group: str) -> list[str]:
        """Return the codes that the field of a group of the vocabulary names."""
        return named_codes(self.everywhere(group), self.library.vocabulary("en").codes(group))

    def field(self, name: str) -> Any:
        """Return what a field holds, whatever that is; None where there is no such field."""
        return self.body.get(name) if isinstance(self.body, dict) else None

    def everywhere(self, name: str) -> Any:
        """Return what a field holds, be it that of a body which was wrapped in another."""
        held = list(_held(self.body, name))
        return held[0] if len(held) == 1 else held


def _held(body: Any, name: str) -> Iterator[Any]:
    """Yield what the fields of a name hold, at any depth."""
    if isinstance(body, dict) and name in body:
        yield body[name]
    elif isinstance(body, dict | list):
        for each in body.values() if isinstance(body, dict) else body:
            yield from _held(each, name)


async def _sent(
    request: Request, me: ClientMe, now: Now, config: Config, library: Content
) -> SentBody:
    body = await request.json() if await request.body() else None
    return SentBody(body, me, library, now, config.reminder_spread_s)


async def _keep_red_flags(
    request: Request, session: Session, language: Language, sent: SentBody = Depends(_sent)
) -> AsyncIterator[None]:
    try:
        yield
    except REFUSALS as error:
        said_on = request.path_params["date"]
        refusal, write = await keeping_red_flags(session, error, sent, language, said_on)
        _write_apart(session, write)
        raise refusal from None


async def _keep_stop_signs(
    request: Request, session: Session, language: Language, sent: SentBody = Depends(_sent)
) -> AsyncIterator[None]:
    try:
        yield
    except REFUSALS as error:
        log_id = request.path_params["log_id"]
        refusal, write = await keeping_stop_signs(session, error, sent, language, log_id)
        _write_apart(session, write)
        raise refusal from None


KEEPS_RED_FLAGS = Depends(_keep_red_flags, scope="function")
"""For a route that takes check-ins: the red flags of one that is refused are kept."""
KEEPS_STOP_SIGNS = Depends(_keep_stop_signs, scope="function")
"""For a route that takes logs: the stop signs of one that is refused are kept."""


async def keeping_red_flags(
    session: AsyncSession, error: Refusal, sent: SentBody, language: str, said_on: Any
) -> tuple[Problem, Write | None]:
    """Return the refusal of a check-in, and what writes the red flags that it named."""
    flags = sent.codes("red_flags")
    texts = await texts_of_red_flags(session, sent.me, sent.library, language, flags)
    write = partial(_raise, sent=sent, said_on=said_on, flags=flags)
    return _keeping(error, Kept(red_flags=flags, stop_signs=[]), texts, write)


async def keeping_stop_signs(
    session: AsyncSession, error: Refusal, sent: SentBody, language: str, log_id: Any
) -> tuple[Problem, Write | None]:
    """Return the refusal of a log, and what writes the stop signs that it named."""
    signs = sent.codes("stop_signs")
    texts = await texts_of_stop(session, sent.me, sent.library, language, signs)
    write = partial(_stop, sent=sent, log_id=log_id, signs=signs)
    return _keeping(error, Kept(red_flags=[], stop_signs=signs), texts, write)


async def keeping_all(
    session: AsyncSession, error: Refusal, sent: SentBody, language: str, said_on: Any = None
) -> tuple[Problem, Write | None]:
    """Return the refusal of what is no body of a known kind, and what writes all that it named.

    Its stop signs stop all that she does: which item they are of cannot be told.
    """
    flags, signs = sent.codes("red_flags"), sent.codes("stop_signs")
    texts = await texts_of_red_flags(session, sent.me, sent.library, language, flags)
    known = {text.key for text in texts}
    stops = await texts_of_stop(session, sent.me, sent.library, language, signs)
    texts += [text for text in stops if text.key not in known]

    async def write(session: AsyncSession) -> None:
        if flags:
            await _raise(session, sent, said_on, flags)
        if signs:
            await _stop(session, sent, None, signs)

    return _keeping(error, Kept(red_flags=flags, stop_signs=signs), texts, write)


def _keeping(
    error: Refusal, kept: Kept, texts: Sequence[SafetyTextOut], write: Write
) -> tuple[Problem, Write | None]:
    """Return the refusal that tells of what a refused body named, and what writes that."""
    refusal = error if isinstance(error, Problem) else of_validation(error)
    if not texts or refusal.status >= OUR_FAULT:
        return refusal, None
    refusal.extra |= {
        "kept": kept.model_dump(),
        "safety_texts": [text.model_dump() for text in texts],
    }
    return refusal, write


def _write_apart(session: AsyncSession, write: Write | None) -> None:
    if write is not None:
        apart(session, write)


async def _raise(session: AsyncSession, sent: SentBody, said_on: Any, flags: list[str]) -> None:
    """Raise the red flags of a check-in, for its date if that can be, else for today."""
    me, now = sent.me, sent.now
    await lock_client(session, me.id)
    on = date_or_today(said_on, await load_zones(session, me.id), now)
    same = select(CheckIn.id).where(CheckIn.client_id == me.id, CheckIn.on_date == on)
    subject: UUID = await session.scalar(same) or await _free_id(
        session, CheckIn, sent.field("id"), me, on.isoformat()
    )
    said = Said(me.id, subject, on, flags)
    await raise_red_flags(session, said, sent.library, now, sent.spread_s)


async def _stop(session: AsyncSession, sent: SentBody, log_id: Any, signs: list[str]) -> None:
    """Stop the item of a log; all that she does, if the item cannot be told."""
    me, now = sent.me, sent.now
    await lock_client(session, me.id)
    on = date_or_today(sent.field("local_date"), await load_zones(session, me.id), now)
    subject: UUID = await _log_there(session, sent, on) or await _free_id(
        session, Log, log_id, me, f"{on}{sent.field('slot')}"
    )
    said = Said(me.id, subject, on, signs)
    row = await load_item(session, id_or_none(sent.field("prescription_id")), me)
    if row is None:
        await raise_red_flags(session, said, sent.library, now, sent.spread_s)
        return
    await lock_reminders(session, me.id, now)
    pain = {"pain_before": None, "pain_after": None, "max_pain": row.versions[-1].max_pain}
    await stop_exercise(session, row, said, pain, now, sent.spread_s)


async def _free_id(
    session: AsyncSession, model: Any, said: Any, me: Caller, otherwise: str
) -> UUID:
    """Return the id that was sent, unless it is none or names something already."""
    sent = id_or_none(said)
    if sent is None or await session.scalar(select(model.id).where(model.id == sent)):
        # `ascii`, since a text of a body may have half of a character.
        return uuid5(me.id, ascii(f"{said}{otherwise}"))
    return sent


async def _log_there(session: AsyncSession, sent: SentBody, on: date) -> UUID | None:
    """Return the id of the log that a refused one would have changed, None if there is none."""
    item, day = id_or_none(sent.field("prescription_id")), sent.field("local_date")
    if item is None or day != on.isoformat():
        return None
    query = select(Log.slot, Log.id).filter_by(
        client_id=sent.me.id, prescription_id=item, local_date=on
    )
    rows = (await session.execute(query)).all()
    return next((row.id for row in rows if row.slot == sent.field("slot")), None)
