"""Every page with an address at which it can be opened, from the access table and a database.

What is drawn and what axe looks at is this list; a page with a row in the table is on it.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from string import Formatter
from uuid import UUID

from tests.pages.page_table import ROWS

# Both are Hanna's: he gets worse and has alerts, she has goals.
CLIENTS = ("Jörg Albrecht", "Marta Lindner")
BRIEF = "/clients/{client_id}"
# Where the ids in addresses come from; those of one address are of one client.
HERS = "client_id = (SELECT id FROM accounts WHERE name = :client)"
IDS = {
    "client_id": "SELECT id FROM accounts WHERE name = :client",
    "prescription_id": f"SELECT id FROM prescriptions WHERE {HERS} ORDER BY id",
    "appointment_id": f"SELECT id FROM appointments WHERE {HERS} ORDER BY starts_at DESC",
    "episode_id": f"SELECT id FROM episodes WHERE {HERS} ORDER BY id DESC",
    "goal_id": f"SELECT id FROM goals WHERE {HERS} ORDER BY id",
    "alert_id": f"SELECT id FROM alerts WHERE {HERS} ORDER BY id",
    "therapist_id": "SELECT id FROM accounts WHERE role = 'therapist' ORDER BY id",
}
# What is in an address and no id: an item of the library.
WORDS = {"slug": "chin-tuck"}
FILES = (".svg", ".pdf", ".zip")


@dataclass(frozen=True, slots=True)
class Place:
    """A page: a name for its picture, its address, and whether it asks nobody to sign in."""

    name: str
    path: str
    is_public: bool = False


def places(database: Path) -> list[Place]:
    """Return all pages as Hanna sees them in a file with the example practice."""
    with closing(sqlite3.connect(database)) as rows:
        pages = [_place(rows, path, query, CLIENTS) for path, query in _pages()]
        others = [each for page in _pages() if page[0] == BRIEF for each in _variants(rows, *page)]
    return [Place("sign-in", "/", is_public=True), *pages, *others]


def places_of_beginners() -> list[Place]:
    """Return the pages that are there before anybody is in care."""
    return [Place(_name(path), path + query) for path, query in _pages() if "{" not in path]


def _variants(rows: sqlite3.Connection, path: str, query: str) -> list[Place]:
    """Return a brief of somebody who gets better, and what is shown of nobody."""
    better = _place(rows, path, query, CLIENTS[1:])
    return [replace(better, name="clients-better"), Place("not-found", path.format(client_id=0))]


def _pages() -> Iterator[tuple[str, str]]:
    for name, row in ROWS.items():
        method, _, path = name.partition(" ")
        # The first page is the form to sign in, too, whose second step leads back to it without the
        # first (test_second_steps.py looks at it); pictures, PDFs and archives are no pages. A
        # passkey that is removed belongs to who signs in by it (test_passkeys.py looks at that).
        is_elsewhere = path.startswith("/sign-in") or "{passkey_id}" in path
        if method == "GET" and not is_elsewhere and not path.endswith(FILES):
            yield path, row.query


def _place(rows: sqlite3.Connection, path: str, query: str, clients: Sequence[str]) -> Place:
    """Return a page of the first client who has all that its address names."""
    slots = {slot for _, slot, _, _ in Formatter().parse(path) if slot}
    of_each = (_ids(rows, slots, client) for client in clients)
    ids = next((each for each in of_each if None not in each.values()), None)
    assert ids is not None, f"nobody has all of {path}"
    return Place(_name(path), path.format(**ids) + query)


def _ids(rows: sqlite3.Connection, slots: set[str], client: str) -> dict[str, UUID | str | None]:
    """Return an id for each slot, None for what she has not; a new slot needs its line in IDS."""
    ids = slots - WORDS.keys()
    found = {slot: rows.execute(IDS[slot], {"client": client}).fetchone() for slot in ids}
    words = {slot: WORDS[slot] for slot in slots & WORDS.keys()}
    return {slot: UUID(row[0]) if row else None for slot, row in found.items()} | words


def _name(path: str) -> str:
    """Return the words of a path, with what is shown at its end if that is one of several."""
    parts = [part for part in path.split("/") if part]
    last = [part.strip("{}").removesuffix("_id") for part in parts[-1:]]
    words = [part for part in parts[:-1] if not part.startswith("{")]
    return "-".join(words + last) or "caseload"
