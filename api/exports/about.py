"""Whose copy is made, for whom, and when: what each part of an archive begins with."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from api.exports.columns import Reader
from api.exports.rows import Row, Rows
from api.exports.words import Words


@dataclass(frozen=True, slots=True)
class Copy:
    """All that an archive is made of; `today` is her date as it is made."""

    client_id: UUID
    reader: Reader
    made_at: datetime
    today: date
    rows: Rows
    people: list[Row]
    words: Words

    @property
    def name(self) -> str:
        """The client's name."""
        return str(self.rows.one("accounts")["name"])

    def person(self, id: str | None) -> str:
        """Return the name of somebody by id; nothing for who is not named."""
        return next((str(each["name"]) for each in self.people if each["id"] == id), "")
