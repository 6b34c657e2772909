"""Carries a batch out, in the order in which rows are locked (`api/care/locks.py`).

So that what many writes of hers do one after the other is done once: who calls, her plan and her
reminders are read once, what is owed is rebuilt once, and she is marked once to be looked at.
"""

from collections.abc import Sequence
from typing import Any

from api.care.calendars import load_zones
from api.care.locks import lock_account, lock_client
from api.diary.kept import keeping_all
from api.diary.many_logs import SentLog
from api.insights.marks import mark_for_look
from api.platform.http.errors import Problem
from api.reminders.done import note_answer
from api.reminders.done_together import lock_of_dates, skip_told
from api.reminders.locks import lock_reminders
from api.reminders.planning import replan
from api.rules.instants import ZoneSpan
from api.rules.uploads import id_or_none, within_reach
from api.sync.dated import DATED, act_on_days, store_dated
from api.sync.logged import LOGS, read_logs, store_logs
from api.sync.notices import put_notices
from api.sync.others import OTHERS, Carry, named_zone, put_acknowledgement, put_device
from api.sync.turns import Item, Turn
from api.tables import Client

ACKNOWLEDGEMENT, DEVICE, NOTICES = "acknowledgement", "device", "notifications"
OF_ACCOUNT = ("settings", DEVICE)
OF_PHONES = {DEVICE: put_device, NOTICES: put_notices}
OF_REMINDERS = ("receipt", "snooze")
KINDS = {*DATED, *LOGS, *OTHERS, ACKNOWLEDGEMENT, DEVICE, NOTICES}


class UnknownKind(Problem):
    status, code, title = 422, "unknown_kind", "This kind of change is not known here."


class NoChange(Problem):
    status, code, title = 422, "invalid", "A change has a kind, an id and a body."


async def carry_out(turn: Turn, sent: Sequence[Any]) -> bool:
    """Carry out what was sent, each item for itself; return whether a look has to be asked for."""
    items = await _read(turn, sent)
    turn.zones = _zones(turn, items)
    if any(item.kind in OF_ACCOUNT for item in items):
        await lock_account(turn.session, turn.me.id)
    acknowledged = [item for item in items if item.kind == ACKNOWLEDGEMENT]
    for item in sorted(acknowledged, key=lambda item: str(item.body.get("prescription_id"))):
        await _attempt(turn, item, put_acknowledgement, None)
    stored = await store_dated(turn, [item for item in items if item.kind in DATED])
    rest = [item for item in items if item.kind not in (*DATED, ACKNOWLEDGEMENT)]
    if rest or stored or turn.keeps or turn.told or turn.needs_replan:
        client = await lock_client(turn.session, turn.me.id)
        await _carry_locked(turn, rest, stored, client)
    return await _mark(turn)


async def _carry_locked(
    turn: Turn, rest: Sequence[Item], stored: Sequence[Any], client: Client
) -> None:
    logs = read_logs(turn, rest)
    rows = await _lock_reminders(turn, rest, stored, list(logs.values()))
    await act_on_days(turn, stored)
    await store_logs(turn, [item for item in rest if item.kind in LOGS], logs)
    sign_in, told = turn.me.sign_in_id, turn.told
    turn.is_answered |= await skip_told(turn.session, rows, told, sign_in, turn.now)
    for item in rest:
        if item.kind in OTHERS:
            await _attempt(turn, item, OTHERS[item.kind], client)
    if any(item.kind in OF_ACCOUNT for item in rest):
        await turn.renew_me()
    await turn.keep_named()
    await turn.find_texts()
    await _conclude(turn)
    await _carry_phones(turn, rest, client)


async def _carry_phones(turn: Turn, rest: Sequence[Item], client: Client) -> None:
    for item in rest:
        if item.kind in OF_PHONES:
            await _attempt(turn, item, OF_PHONES[item.kind], client)
    unknown = [item for item in rest if _is_of_no_push(turn.results[item.place])]
    if unknown and any(item.kind == NOTICES for item in rest):
        # That the phone had set it by itself may be told in this very batch.
        was_answered, turn.is_answered = turn.is_answered, False
        for item in unknown:
            await _attempt(turn, item, OTHERS[item.kind], client)
        if turn.is_answered and not was_answered:
            await note_answer(turn.session, turn.me.id)


def _is_of_no_push(result: Any) -> bool:
    return isinstance(result, Problem) and result.problem_code == "no_delivery"


def _zones(turn: Turn, items: Sequence[Item]) -> tuple[ZoneSpan, ...]:
    """Return the zones in which items say that she is by now: a date may have begun there."""
    naming = ("settings",) if turn.me.timezone_pinned else OF_ACCOUNT
    said = (item.body.get("timezone") for item in items if item.kind in naming)
    named = (named_zone(turn, each) for each in said)
    return tuple(ZoneSpan(each, turn.now) for each in named if each is not None)


async def _lock_reminders(
    turn: Turn, rest: Sequence[Item], stored: Sequence[Any], logs: Sequence[SentLog]
) -> list[Any]:
    """Lock all reminders that anything of the batch may change, and return hers."""
    may_stop = any(each.body.stop_signs or _hurts(each.body) for each in logs)
    if may_stop or turn.keeps or any(each.body.red_flags for each, _ in stored):
        await lock_reminders(turn.session, turn.me.id, turn.now)
    named_on = (each.body.local_date for each in logs)
    dates = [on for on in named_on if within_reach(on, turn.now)]
    dates += [each.day.on for each, _ in stored] + [on for _, on, _ in turn.told]
    named = [id_or_none(each.id) for each in rest if each.kind in OF_REMINDERS]
    return await lock_of_dates(
        turn.session, turn.me.id, dates, [each for each in named if each], turn.now
    )


async def _conclude(turn: Turn) -> None:
    """Do once what several items of the batch ask for."""
    if turn.needs_replan:
        await replan(turn.session, turn.me.id, turn.now, turn.spread_s)
    if turn.is_answered:
        await note_answer(turn.session, turn.me.id)


async def _read(turn: Turn, sent: Sequence[Any]) -> list[Item]:
    """Return the items that are changes of a known kind; all others are refused."""
    items = []
    for place, each in enumerate(sent):
        item = _item(place, each)
        if item is None:
            error: Problem = NoChange(errors=[{"pointer": "", "code": "not_a_change"}])
            await _refuse_unread(turn, place, each, error)
        elif item.kind not in KINDS:
            error = UnknownKind(errors=[{"pointer": "/kind", "code": "unknown_kind"}])
            await _refuse_unread(turn, place, item.body, error)
        else:
            items.append(item)
    return items


async def _refuse_unread(turn: Turn, place: int, sent: Any, error: Problem) -> None:
    """Refuse what cannot be read, and have the flags and signs kept that it names all the same."""
    body = turn.sent_body(sent)
    told = await keeping_all(turn.session, error, body, turn.language, body.field("date"))
    turn.results[place], write = told
    if write is not None:
        turn.keeps.append((place, write))


def _item(place: int, each: Any) -> Item | None:
    kinds = {"kind": str, "id": str, "body": dict}
    if not isinstance(each, dict) or not all(
        isinstance(each.get(name), kind) for name, kind in kinds.items()
    ):
        return None
    return Item(place, each["kind"], each["id"], each["body"])


async def _attempt(turn: Turn, item: Item, carry: Carry, client: Client | None) -> None:
    await turn.attempt(item, lambda: carry(turn, item, client))


def _hurts(body: Any) -> bool:
    return body.pain_before is not None or body.pain_after is not None


async def _mark(turn: Turn) -> bool:
    """Mark her once for all dates that were told of; return whether no worker is there to look."""
    if not turn.told_on:
        return False
    mapped = [on for on, has_map in turn.told_on if has_map]
    on = min(mapped) if mapped else max(on for on, _ in turn.told_on)
    history = await load_zones(turn.session, turn.me.id)
    has_map = bool(mapped)
    return not await mark_for_look(turn.session, turn.me.id, on, has_map, history, turn.now)
