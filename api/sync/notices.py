"""The notifications that a phone sets by itself: told for seven days, confirmed, not pushed."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, delete, func, insert, select, update

from api.accounts.devices import require_mine
from api.library import Library
from api.platform.http.errors import Conflict, Invalid
from api.platform.http.local_times import local_time
from api.platform.ids import new_id
from api.platform.instants import utc_text
from api.platform.many import among
from api.platform.statements import fetch, fetch_one, run_many
from api.reminders.clearing import LOCAL_KEPT
from api.reminders.rows import OPEN_STATES, planned_id
from api.rules.instants import local_date, zone
from api.rules.reminders.agenda import CHECK_IN, WEEKLY, Due, Key, Subject, agenda, is_done
from api.rules.reminders.ahead import notices
from api.rules.reminders.groups import notifications as together
from api.rules.reminders.quiet_hours import Quiet
from api.rules.uploads import sunday_of
from api.sync.rows import Rows
from api.sync.shapes import Notice, NoticesIn
from api.sync.turns import Item, Status, Turn
from api.tables import Client, LocalNotice

AHEAD = timedelta(days=7)
# As they are told for seven days, whatever the clocks.
LATEST = AHEAD + timedelta(days=1)
# As many as may leave on so many days, and more than a phone has.
MOST_KEPT = 1000
REST = "reminder"
# Reasons of reminders that are on a screen, or may be.
_SHOWN = ("on_phone", "unknown")


def notifications_of(
    rows: Rows, library: Library, language: str, now: datetime
) -> list[dict[str, Any]]:
    """Return what a phone sets by itself for the next seven days, as the server would push it."""
    person = rows.person
    if person.discharged_at is not None:
        return []
    care = rows.today.care
    subject = Subject(person.id, care.plans, care.history, person.check_in_time, care.excused_on)
    done, stored = _done(rows), {_key(row): row for row in rows.reminders}
    dues = [
        due
        for due in agenda(subject, now, now + AHEAD)
        if not is_done((due.prescription_id or person.id, due.local_date, due.slot), done)
        and _is_open(stored.get(due.key))
    ]
    quiet = person.quiet_from and Quiet(person.quiet_from, person.quiet_to)
    words, had = library.push_texts(language).texts, _had_today(rows, care.timezone, now)
    return [
        _shown(due, stored.get(due.key), words, care.timezone)
        for due in notices(dues, quiet or None, care.timezone, person.reminder_cap, had)
    ]


async def put_notices(turn: Turn, item: Item, _: Client | None) -> Status:
    """Note which notifications a phone has set, and which it has no longer."""
    body = turn.read(NoticesIn, item)
    device = await require_mine(turn.session, item.installation_id, turn.me)
    _require_near(body, turn.now)
    ids = [*(each.reminder_id for each in body.set), *body.unset]
    known = await fetch(turn.session, _KNOWN, {"device": device.id, "ids": ids})
    stands = {row.reminder_id: row.due_at for row in known if row.is_set}
    news = {each.reminder_id: each for each in body.set if _is_news(each, stands)}
    await fetch(turn.session, _UNSET, {"device": device.id, "ids": body.unset})
    await fetch(turn.session, _FORGET, {"device": device.id, "ids": list(news)})
    old = {"device": device.id, "before": turn.now - LOCAL_KEPT}
    await fetch(turn.session, _FORGET_OLD, old)
    await run_many(turn.session, _SET, [_row(device.id, e, turn.now) for e in news.values()])
    if (await fetch_one(turn.session, _COUNT, old)).kept > MOST_KEPT:
        raise Conflict(code="too_many_notices", title="No phone has set so many by itself.")
    return "stored" if news or stands.keys() & set(body.unset) else "merged"


def _require_near(body: NoticesIn, now: datetime) -> None:
    for index, each in enumerate(body.set):
        if each.due_at > now + LATEST:
            pointer = f"/set/{index}/due_at"
            raise Invalid(pointer, "too_far_ahead", "We told of none that is due so late.")


def _is_news(each: Notice, stands: Mapping[UUID, datetime]) -> bool:
    return stands.get(each.reminder_id) != each.due_at


def _row(device_id: UUID, each: Any, now: datetime) -> dict[str, Any]:
    head = {"id": new_id(), "created_at": now, "device_id": device_id}
    return {**head, "reminder_id": each.reminder_id, "due_at": each.due_at, "is_set": True}


def _had_today(rows: Rows, timezone: str, now: datetime) -> dict[date, int]:
    """Return how many notifications she had on her date so far, pushed or set by a phone."""
    tz = zone(timezone)
    today = local_date(now, tz)
    dues = (row.due_at for row in rows.reminders if row.state == "sent" or row.reason in _SHOWN)
    return {today: together(due_at for due_at in dues if local_date(due_at, tz) == today)}


def _done(rows: Rows) -> set[Key]:
    me = rows.person.id
    done: set[Key] = {(row.prescription_id, row.local_date, row.slot) for row in rows.logs}
    done |= {(me, row.on_date, CHECK_IN) for row in rows.check_ins if row.answered}
    return done | {(me, sunday_of(row.monday), WEEKLY) for row in rows.weeks if row.answered}


def _key(row: Any) -> Key:
    return row.subject_id, row.local_date, row.slot


def _is_open(row: Any) -> bool:
    """Tell whether a reminder may still be told, be there a row of it already or not."""
    return row is None or row.state in OPEN_STATES


def _shown(due: Due, row: Any, words: Any, timezone: str) -> dict[str, Any]:
    kind = due.slot if due.slot in (CHECK_IN, WEEKLY) else REST
    return {
        "reminder_id": str(planned_id(due) if row is None else row.id),
        "source": due.source,
        "prescription_id": due.prescription_id and str(due.prescription_id),
        "local_date": due.local_date.isoformat(),
        "slot": due.slot,
        "due_at": utc_text(due.due_at),
        "due_local": local_time(due.due_at, due.timezone or timezone).model_dump(mode="json"),
        "expires_at": utc_text(due.closes_at),
        "text": getattr(words, f"{kind}_body"),
    }


_TABLE: Any = LocalNotice.__table__
# Built once.
_FORGET = delete(LocalNotice).where(
    LocalNotice.device_id == bindparam("device"), among(LocalNotice.reminder_id)
)
_UNSET = (
    update(LocalNotice)
    .where(LocalNotice.device_id == bindparam("device"), among(LocalNotice.reminder_id))
    .values(is_set=False)
)
_KNOWN: Select[*tuple[Any, ...]] = select(
    LocalNotice.reminder_id, LocalNotice.due_at, LocalNotice.is_set
).where(LocalNotice.device_id == bindparam("device"), among(LocalNotice.reminder_id))
_COUNT: Select[*tuple[Any, ...]] = select(func.count().label("kept")).where(
    LocalNotice.device_id == bindparam("device")
)
_FORGET_OLD = delete(LocalNotice).where(
    LocalNotice.device_id == bindparam("device"), LocalNotice.due_at < bindparam("before")
)
_SET = insert(_TABLE)
