"""Logs of a batch and their undos; the client is locked."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from api.care.plan_tokens import plan_shown_at
from api.care.plans import load_care_plan
from api.diary.asked import Asked
from api.diary.kept import REFUSALS, Refusal, keeping_stop_signs
from api.diary.logged import Logged, put_one, undo
from api.diary.logs import LogIn, require_fitting_reason, upload_of_log
from api.diary.many_logs import SentLog, stops, store_plain
from api.diary.uploads import holds
from api.platform.http.errors import Problem
from api.platform.http.uploads import RecordedIn
from api.rules.uploads import within_reach
from api.safety.texts import texts_of_stop
from api.sync.turns import Item, Status, Turn

LOGS = ("log", "log_undo")


def read_logs(turn: Turn, items: Sequence[Item]) -> dict[int, SentLog]:
    """Return the logs among these whose bodies can be taken, by their places in the batch."""
    found = {}
    for item in items:
        if item.kind == "log":
            try:
                body = turn.read(LogIn, item)
                require_fitting_reason(body, turn.library)
                upload = upload_of_log(body, turn.me, turn.now)
                shown_at = plan_shown_at(body.plan_token, turn.me.id, turn.keys)
                sent = SentLog(item.uuid, body, upload, shown_at)
                found[item.place] = sent
                turn.said.append((item.place, sent.name))
            except REFUSALS as error:
                _refuse(turn, item, error)
    return found


async def store_logs(turn: Turn, items: Sequence[Item], logs: dict[int, SentLog]) -> None:
    """Store what became of these slots, the plain ones together, and note what was told."""
    known = await _store_plain(turn, items, logs)
    for item in items:
        sent = logs.get(item.place)
        if item.kind == "log_undo":
            await turn.attempt(item, lambda item=item: _undo(turn, item))  # type: ignore[misc]
        elif sent is not None and item.place not in turn.results:
            if sent.id in known:
                turn.results[item.place] = "stored" if known[sent.id] else "merged"
                turn.told.add(sent.name)
            else:
                await _put(turn, item, sent)


async def _store_plain(
    turn: Turn, items: Sequence[Item], logs: dict[int, SentLog]
) -> dict[UUID, bool]:
    # Of others none can be taken: they are refused one by one, whatever span of dates they name.
    near = {place: e for place, e in logs.items() if within_reach(e.body.local_date, turn.now)}
    if not near:
        return {}
    care = await load_care_plan(turn.session, turn.me.id)
    care = replace(care, history=turn.lived(care.history))
    dates = [each.body.local_date for each in near.values()]
    asked, plain = Asked(care, min(dates), max(dates)), []
    for item in items:
        sent = near.get(item.place)
        if sent is None:
            continue
        try:
            version = asked.version(sent.body, sent.upload)
        except Problem as error:
            _refuse(turn, item, error)
        else:
            plain += [] if stops(sent, version.max_pain) else [sent]
    try:
        async with turn.session.begin_nested():
            return await store_plain(turn.session, plain, logs.values(), turn.me) if plain else {}
    except IntegrityError:
        # Somebody else took one of the ids a moment ago: one by one, it is found.
        return {}


async def _put(turn: Turn, item: Item, sent: SentLog) -> None:
    async def act() -> Status:
        args = (sent.id, sent.body, turn.me, turn.now, turn.library, turn.spread_s)
        logged = await put_one(turn.session, *args, turn.keys, turn.zones)
        if logged.met:
            turn.named[item.place] = texts_of_stop, logged.met
        return _status(logged)

    await turn.attempt(item, act)
    refused = turn.results[item.place]
    if isinstance(refused, Problem):
        _refuse(turn, item, refused)


async def _undo(turn: Turn, item: Item) -> Status:
    said = turn.read(RecordedIn, item)
    log, is_news = await undo(turn.session, item.uuid, said, turn.me, turn.now)
    turn.needs_replan |= log is not None
    return "stored" if is_news else "merged"


def _status(logged: Logged) -> Status:
    is_held = not logged.is_known and (logged.is_first or holds(logged.log, logged.upload))
    return "stored" if is_held else "merged"


def _refuse(turn: Turn, item: Item, error: Refusal) -> None:
    """Refuse a log, and have the stop signs that it names kept at the end of the batch."""

    async def keep(session: Any) -> None:
        sent = turn.sent_body(item.body)
        refusal, write = await keeping_stop_signs(session, error, sent, turn.language, item.id)
        turn.results[item.place] = refusal
        if write is not None:
            await write(session)

    turn.refuse(item.place, error)
    turn.keeps.append((item.place, keep))
