"""README.txt: what is in the archive, what is not, and why."""

import textwrap
from collections.abc import Iterator

from api.exports.about import Copy

WIDTH = 78
PARTS = ("files", "fhir", "people", "secrets")


def read_me_of(copy: Copy) -> Iterator[str]:
    """Yield the paragraphs, in the reader's language."""
    words = copy.words
    at = words.instant(copy.made_at.isoformat())
    yield words.text("export.title", name=copy.name) + "\n"
    yield words.text("export.made", at=at, zone=words.formats.timezone.key) + "\n"
    for part in (*PARTS, f"for_{copy.reader}"):
        yield "\n" + textwrap.fill(words.text(f"export.readme_{part}"), WIDTH) + "\n"
