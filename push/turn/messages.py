"""What a reminder says: generic words in the person's language, and a link made of an id."""

from api.library import Library
from api.rules.reminders.agenda import CHECK_IN
from api.rules.reminders.briefs import BRIEF
from push.transports import Notice
from push.turn.claims import Claimed

LINK = "carryover://reminders/{id}"


def notice_of(reminder: Claimed, locale: str, library: Library) -> Notice:
    """Return the notice of a reminder; no word of it tells what it is about."""
    key = _kind(reminder)
    words = library.push_texts(locale).texts
    return Notice(
        reminder_id=reminder.id,
        kind=key,
        title=getattr(words, f"{key}_title"),
        body=getattr(words, f"{key}_body"),
        loc_key=key,
        link=LINK.format(id=reminder.id),
        expires_at=reminder.expires_at,
    )


def _kind(reminder: Claimed) -> str:
    if reminder.source in ("test", BRIEF):
        return reminder.source
    # By its slot, which a snooze bears as well.
    return "check_in" if reminder.slot == CHECK_IN else "reminder"
