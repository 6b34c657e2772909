"""Check-ins of a batch, daily and weekly: their rows first, while the client is not locked yet.

Whoever has the row of a date may wait for the client next (`api/care/locks.py`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from api.care.calendars import load_zones
from api.diary.answering import (
    CHECK_INS,
    WEEKLY_CHECK_INS,
    is_news,
    needs_replan,
    take_back_day,
    take_back_week,
)
from api.diary.check_ins import CheckInIn, accept
from api.diary.kept import REFUSALS, Refusal, keeping_red_flags
from api.diary.many_check_ins import SentDay, store_plain_days
from api.diary.uploads import Stored, holds, store
from api.diary.weekly_check_ins import WeeklyCheckInIn, accept_week
from api.platform.http.errors import Problem
from api.platform.http.uploads import RecordedIn
from api.rules.instants import History
from api.rules.reminders.agenda import CHECK_IN, WEEKLY
from api.rules.uploads import Upload, sunday_of
from api.safety.stops import Said, raise_red_flags
from api.safety.texts import texts_of_red_flags
from api.sync.shapes import OfWeek, OnDate
from api.sync.turns import Item, Status, Turn

DATED = ("check_in", "check_in_undo", "weekly_check_in", "weekly_check_in_undo")


@dataclass(frozen=True, slots=True)
class SentCheckIn:
    """A check-in that could be taken, as it came."""

    item: Item
    body: CheckInIn
    day: SentDay


async def store_dated(turn: Turn, items: Sequence[Item]) -> list[tuple[SentCheckIn, Stored]]:
    """Store what these say of dates and weeks; return what of it is still to be acted on."""
    if not items:
        return []
    history = turn.lived(await load_zones(turn.session, turn.me.id))
    days = [
        day for item in items if item.kind == "check_in" and (day := _take(turn, item, history))
    ]
    plain = await _store_plain(turn, days)
    stored = []
    for each in sorted(days, key=lambda each: each.day.on):
        found = plain.get(each.day.id) or await _store_one(turn, each)
        if found is not None:
            stored.append((each, found))
            if found.row.answered:
                turn.said.append((each.item.place, (turn.me.id, each.day.on, CHECK_IN)))
            turn.results[each.item.place] = _status(found, each.day.upload)
    # By their dates, as every batch locks them; what is of one date stays in the order sent.
    for item in sorted(items, key=_date_of):
        if item.kind != "check_in":
            await turn.attempt(item, lambda item=item: _OTHERS[item.kind](turn, item, history))  # type: ignore[misc]
    return stored


async def act_on_days(turn: Turn, stored: Sequence[tuple[SentCheckIn, Stored]]) -> None:
    """Bring in line what depends on these check-ins; the client and her reminders are locked."""
    for each, found in stored:
        on, flags = each.day.on, each.body.red_flags
        if flags:
            turn.named[each.item.place] = texts_of_red_flags, flags
            said = Said(turn.me.id, found.row.id, on, flags)
            async with turn.apart(each.item.place):
                await raise_red_flags(turn.session, said, turn.library, turn.now, turn.spread_s)
        if is_news(found):
            turn.told.add((turn.me.id, on, CHECK_IN))
            turn.told_on.append((on, bool(each.body.body_map)))
        turn.needs_replan |= needs_replan(found)


def _date_of(item: Item) -> tuple[bool, str]:
    return "week" in item.kind, str(item.body.get("date") or item.body.get("monday"))


def _take(turn: Turn, item: Item, history: History) -> SentCheckIn | None:
    try:
        on = turn.read(OnDate, item).date
        body = turn.read(CheckInIn, item, id=item.id)
        upload = accept(body, on, history, turn.library, turn.me, turn.now)
    except REFUSALS as error:
        turn.refuse(item.place, error)
        turn.keeps.append((item.place, _keeping(turn, item, error)))
        return None
    return SentCheckIn(item, body, SentDay(body.id, on, upload))


async def _store_plain(turn: Turn, days: Sequence[SentCheckIn]) -> dict[Any, Stored]:
    if not days:
        return {}
    async with turn.session.begin_nested():
        return await store_plain_days(turn.session, [each.day for each in days], turn.me)


async def _store_one(turn: Turn, each: SentCheckIn) -> Stored | None:
    day, found = each.day, None

    async def act() -> Status:
        nonlocal found
        found = await store(turn.session, CHECK_INS, day.on, day.id, day.upload, turn.me)
        return "stored"

    await turn.attempt(each.item, act)
    refused = turn.results[each.item.place]
    if isinstance(refused, Problem):
        turn.keeps.append((each.item.place, _keeping(turn, each.item, refused)))
        return None
    return found


def _keeping(turn: Turn, item: Item, error: Refusal) -> Any:
    """Return what keeps the red flags of a refused check-in, once the client is locked."""

    async def keep(session: Any) -> None:
        sent, said_on = turn.sent_body({**item.body, "id": item.id}), item.body.get("date")
        refusal, write = await keeping_red_flags(session, error, sent, turn.language, said_on)
        turn.results[item.place] = refusal
        if write is not None:
            await write(session)

    return keep


async def _put_week(turn: Turn, item: Item, history: History) -> Status:
    monday = turn.read(OfWeek, item).monday
    body = turn.read(WeeklyCheckInIn, item, id=item.id)
    upload = await accept_week(turn.session, body, monday, history, turn.me, turn.now)
    stored = await store(turn.session, WEEKLY_CHECK_INS, monday, body.id, upload, turn.me)
    about = (turn.me.id, sunday_of(monday), WEEKLY)
    if stored.row.answered:
        turn.said.append((item.place, about))
    if is_news(stored):
        turn.told.add(about)
    turn.needs_replan |= needs_replan(stored)
    return _status(stored, upload)


async def _undo_day(turn: Turn, item: Item, history: History) -> Status:
    on, said = turn.read(OnDate, item).date, turn.read(RecordedIn, item)
    row = await take_back_day(turn.session, on, said, history, turn.me, turn.now)
    turn.needs_replan = True
    return "stored" if row.undone and row.received_at == turn.now else "merged"


async def _undo_week(turn: Turn, item: Item, history: History) -> Status:
    monday, said = turn.read(OfWeek, item).monday, turn.read(RecordedIn, item)
    row = await take_back_week(turn.session, monday, said, history, turn.me, turn.now)
    turn.needs_replan = True
    return "stored" if row.undone and row.received_at == turn.now else "merged"


def _status(stored: Stored, upload: Upload) -> Status:
    is_held = not stored.is_known and (stored.is_first or holds(stored.row, upload))
    return "stored" if is_held else "merged"


_OTHERS = {
    "weekly_check_in": _put_week,
    "check_in_undo": _undo_day,
    "weekly_check_in_undo": _undo_week,
}
