"""Messages encoded once per kind and language, and then filled in per push.

Encoding is most of the processor time of a push. Messages of one kind and language differ only in
their ids, link, lifetime and target.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TypeAlias
from uuid import UUID

from push.transports import Address, Kind, Notice, lifetime_s

LONGEST_MESSAGE = 4096
# Far more than there are combinations of kind and language.
KEPT = 256
Encode: TypeAlias = Callable[[Notice, Address, datetime], str]
Fields: TypeAlias = dict[str, str]


class Templates:
    """Encodes notices as `encode` does, but calls it only once per text and kind of target."""

    def __init__(self, encode: Encode) -> None:
        self._encode = encode
        self._template = lru_cache(KEPT)(self._made)

    def encode(self, notice: Notice, target: Address, now: datetime) -> str:
        """Return a notice as JSON. Raises ValueError if expired or above 4,096 bytes."""
        words = notice.title, notice.body, notice.loc_key, notice.source
        template = self._template(*words, target.kind)
        # The encoder raises the right error for a target without a value.
        if template is None or not target.value:
            return self._encode(notice, target, now)
        return within_limit(template % fields_of(notice, target, now), target)

    def _made(
        self,
        title: str,
        body: str,
        loc_key: str,
        source: str | None,
        kind: Kind,
    ) -> str | None:
        """Return the template of a text, or None if the blanks cannot be told from the text."""
        blank, filled = (
            (
                replace(notice, title=title, body=body, loc_key=loc_key, source=source),
                Address(kind, value, "ios"),
            )
            for notice, value in SAMPLES
        )
        try:
            template = self._encode(*blank, EPOCH).replace("%", "%%")
            for name, value in fields_of(*blank, EPOCH).items():
                template = template.replace(value, f"%({name})s")
            holds = template % fields_of(*filled, EPOCH) == self._encode(*filled, EPOCH)
        except ValueError:
            # The text is too large, or the encoder refuses it.
            return None
        return template if holds else None


def fields_of(notice: Notice, target: Address, now: datetime) -> Fields:
    """Return the fields that differ between messages, as they are written in JSON."""
    return {
        "id": str(notice.reminder_id),
        "hex": notice.reminder_id.hex,
        "link": json.dumps(notice.link),
        "target": json.dumps(target.value),
        "expiration": f'"{int(notice.expires_at.timestamp())}"',
        # Without the closing quote, since Android's lifetime is followed by a unit.
        "ttl": f'"{lifetime_s(notice, now)}',
    }


def within_limit(text: str, target: Address) -> str:
    """Return the message. Raises ValueError if it is too large, not counting the target."""
    if len(text) - len(target.value) > LONGEST_MESSAGE:
        raise ValueError("The message is too large for FCM.")
    return text


def _sample(id: UUID, link: str, lasts: timedelta) -> Notice:
    return Notice(id, "", "", "", "", link, EPOCH + lasts)


EPOCH = datetime(2001, 1, 1, tzinfo=UTC)
# Two samples that differ in every field: the template of the first must yield the second.
SAMPLES = (
    (_sample(UUID(int=0xB1A2 << 96), "blank:link", timedelta(seconds=1_234_567)), "blank:target"),
    (_sample(UUID(int=0xF111 << 96), 'filled:"link', timedelta(seconds=76_543)), 'filled:"target'),
)
