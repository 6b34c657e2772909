"""What a reminder says: generic words in the person's language, and a link; or silently a proof."""

from api.library import Library
from api.platform.ids import new_token
from api.rules.reminders.agenda import CHECK_IN, WEEKLY
from api.rules.reminders.leaving import ALONE
from api.rules.reminders.of_accounts import PROOF, SIGN_IN
from push.transports import Notice, Opens, Proof
from push.turn.claims import Claimed
from push.turn.phones import Phone

LINK = "carryover://reminders/{id}"
SIGN_INS_LINK = "carryover://sign-ins"


def message_of(reminder: Claimed, phone: Phone, locale: str, library: Library) -> Notice | Proof:
    """Return what a reminder sends to a phone."""
    if reminder.source == PROOF:
        return Proof(reminder.id, phone.installation_id, new_token(), reminder.expires_at)
    return notice_of(reminder, phone.locale or locale, library)


def notice_of(reminder: Claimed, locale: str, library: Library) -> Notice:
    """Return the notice of a reminder; no word of it tells what it is about."""
    key = _kind(reminder)
    page = library.push_texts(locale)
    words = page.texts
    of_sign_in = reminder.source == SIGN_IN
    return Notice(
        reminder_id=reminder.id,
        kind=key,
        title=getattr(words, f"{key}_title"),
        body=getattr(words, f"{key}_body"),
        loc_key=key,
        link=SIGN_INS_LINK if of_sign_in else LINK.format(id=reminder.id),
        expires_at=reminder.expires_at,
        source=SIGN_IN if of_sign_in else None,
        language=page.language,
        opens=_opens(reminder),
    )


def _opens(reminder: Claimed) -> Opens | None:
    if reminder.source in ALONE:
        return None
    return Opens(reminder.slot, reminder.local_date, reminder.prescription_id)


def _kind(reminder: Claimed) -> str:
    if reminder.source in ALONE:
        return reminder.source
    # By its slot, which a snooze bears as well.
    return reminder.slot if reminder.slot in (CHECK_IN, WEEKLY) else "reminder"
