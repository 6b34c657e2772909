"""The one form in which an e-mail address is kept, looked for and compared."""

import re
import unicodedata

from email_validator import SPECIAL_USE_DOMAIN_NAMES, EmailNotValidError, validate_email

from api.platform.names import BLANK, RESERVED

LONGEST = 254
# Controls, formats, private and unassigned characters, and spaces of all kinds.
UNSEEN = ("C", "Z")
# Marks that choose how a character looks, or hold it together, and are shown as nothing themselves.
UNSEEN_MARKS = re.compile("[\u034f\u17b4\u17b5\u180b-\u180f\ufe00-\ufe0f]")
# Nothing is ever sent there: the address of a house's own network, as clinic.local, is one, too.
SPECIAL_USE_DOMAIN_NAMES.clear()


class NotAnEmail(ValueError):
    """A text is no e-mail address; its words are the code of that."""

    def __init__(self) -> None:
        super().__init__("not_an_email")


def normal_email(typed: str) -> str:
    """Return an address in its one form: composed (NFC), small letters, its domain as it is read.

    Spaces around it go; NotAnEmail for what is none, or has in it what cannot be seen.
    """
    email = typed.strip()
    if len(email) > LONGEST or any(_is_unseen(char) for char in email):
        raise NotAnEmail
    try:
        read = validate_email(_small(email), check_deliverability=False, globally_deliverable=False)
    except EmailNotValidError:
        raise NotAnEmail from None
    return _small(read.normalized)


def _small(email: str) -> str:
    """Return it composed and in small letters; to make letters small may take them apart."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", email).lower())


def _is_unseen(char: str) -> bool:
    if char in BLANK or RESERVED.match(char) or UNSEEN_MARKS.match(char):
        return True
    return unicodedata.category(char)[0] in UNSEEN
