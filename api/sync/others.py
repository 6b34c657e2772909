"""What else a phone may change: each kind by the function that its own route calls."""

from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy import select

from api.accounts.devices import register
from api.accounts.phone_owners import is_anothers
from api.accounts.phone_registrations import DeviceIn
from api.accounts.phone_values import PhoneValues
from api.accounts.phone_zones import follow_phone
from api.appointments.feedback import FeedbackIn, give_feedback
from api.people.told_preferences import tell_preferences
from api.plan.acknowledgements import AcknowledgementIn, acknowledge_version
from api.plan.excused import MyExcusedIn
from api.plan.excused_names import say_excused, unsay_excused
from api.platform.http.errors import Conflict
from api.platform.http.uploads import RecordedIn
from api.reminders.done import key_of
from api.reminders.receipts import ReceiptIn, note_receipt
from api.reminders.shown import require_mine
from api.reminders.snoozes import SnoozeIn, snooze_one
from api.sync.turns import Item, Status, Turn
from api.tables import Client, Device

# Of a phone, what registering it again may change.
_OF_PHONE = (
    Device.account_id,
    Device.platform,
    Device.target_kind,
    Device.target,
    Device.target_p256dh,
    Device.target_auth,
    Device.notifications_allowed,
    Device.app_version,
    Device.locale,
    Device.timezone,
    Device.disabled_at,
)


async def put_acknowledgement(turn: Turn, item: Item, _: Client | None) -> Status:
    """Note that a version of her plan was read; its prescription is locked before the client."""
    body = turn.read(AcknowledgementIn, item)
    news = await acknowledge_version(turn.session, body, turn.me, turn.now)
    return _news(news[1])


async def _put_feedback(turn: Turn, item: Item, _: Client | None) -> Status:
    body = turn.read(FeedbackIn, item)
    row, is_first = await give_feedback(turn.session, item.uuid, body, turn.me, turn.now)
    return _news(is_first or row.received_at == turn.now)


async def _put_receipt(turn: Turn, item: Item, _: Client | None) -> Status:
    body = turn.read(ReceiptIn, item)
    found = await note_receipt(turn.session, item.uuid, body, turn.me, turn.now)
    turn.is_answered |= found[1]
    return _news(found[2])


async def _snooze(turn: Turn, item: Item, _: Client | None) -> Status:
    body = turn.read(SnoozeIn, item)
    # Read anew if another item was refused that had begun to change her.
    client = await turn.session.get_one(Client, turn.me.id)
    try:
        found = await snooze_one(turn.session, item.uuid, body, client, turn.now)
    except Conflict:
        row = await require_mine(turn.session, item.uuid, turn.me.id, lock=False)
        if turn.is_said_later(key_of(row), item.place):
            # It was put off, and then done, which is carried out first and holds.
            return "merged"
        raise
    turn.is_answered |= found[1]
    return _news(found[1])


async def _excuse(turn: Turn, item: Item, _: Client | None) -> Status:
    body = turn.read(MyExcusedIn, item)
    news, changed = await say_excused(turn.session, item.uuid, body, turn.me, turn.now)
    turn.needs_replan |= changed
    return _news(news)


async def _unexcuse(turn: Turn, item: Item, _: Client | None) -> Status:
    said = turn.read(RecordedIn, item)
    news, changed = await unsay_excused(turn.session, item.uuid, said, turn.me, turn.now)
    turn.needs_replan |= changed
    return _news(news)


async def _set(turn: Turn, item: Item, _: Client | None) -> Status:
    said = turn.read(RecordedIn, item)
    stamps = said.stamps(turn.me.sign_in_id, turn.now)
    found = await tell_preferences(turn.session, turn.me, item.body, stamps, turn.spread_s)
    turn.needs_replan |= found.needs_replan
    return _news(found.is_news)


async def follow_device(turn: Turn, item: Item, _: Client | None) -> Status:
    """Have her zone follow a phone, in the order sent; what it registers comes last."""
    here = named_zone(turn, _device(turn, item).timezone)
    await turn.renew_me()
    if here is not None and not await _is_anothers(turn, item.installation_id):
        await follow_phone(turn.session, turn.me, here, turn.now, turn.spread_s)
    return "merged"


async def _is_anothers(turn: Turn, installation: str) -> bool:
    """Tell whether a registration will be refused, so that it moves nobody. No phone is locked."""
    query = select(Device.account_id, Device.sign_in_id, Device.disabled_reason)
    found = await turn.session.execute(query.where(Device.installation_id == installation))
    row: Any = found.one_or_none()
    return row is not None and await is_anothers(turn.session, row, turn.me, turn.now)


def named_zone(turn: Turn, said: Any) -> str | None:
    """Return the zone that a phone names, None if it names none that we know."""
    if not isinstance(said, str):
        return None
    return PhoneValues(turn.me.timezone, turn.me.locale, turn.now).take_zone(said)


async def put_device(turn: Turn, item: Item, _: Client | None) -> Status:
    """Register a phone; of all that a batch locks, phones come last."""
    installation, body = item.installation_id, _device(turn, item)
    before = await _phone(turn, installation)
    args = installation, body, turn.me, turn.now, turn.spread_s
    await register(turn.session, *args, is_followed=True)
    await turn.session.flush()
    return _news(before != await _phone(turn, installation))


def _device(turn: Turn, item: Item) -> DeviceIn:
    body = turn.read(DeviceIn, item)
    turn.web_push.require(body.target)
    return body


async def _phone(turn: Turn, installation: str) -> Any:
    query = select(*_OF_PHONE).where(Device.installation_id == installation)
    return (await turn.session.execute(query)).one_or_none()


def _news(is_news: bool) -> Status:
    return "stored" if is_news else "merged"


Carry = Callable[[Turn, Item, Client | None], Awaitable[Status]]
OTHERS: dict[str, Carry] = {
    "feedback": _put_feedback,
    "receipt": _put_receipt,
    "snooze": _snooze,
    "excused": _excuse,
    "excused_undo": _unexcuse,
    "settings": _set,
    "device": follow_device,
}
"""What is carried out under the client's lock, in the order sent."""
