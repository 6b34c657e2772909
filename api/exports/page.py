"""copy.html: the copy to be read, on a phone or on paper; it needs nothing but itself."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.exports.about import Copy
from api.exports.sections import of_access, of_person
from api.exports.sections_of_care import of_diaries, of_plan, of_sessions

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
PARTS = (of_person, of_plan, of_sessions, of_diaries, of_access)
# Where the table of contents leads to, in the order of the page.
SECTIONS = (
    "person",
    "care",
    "consents",
    "intakes",
    "plan",
    "goals",
    "excused",
    "sessions",
    "check_ins",
    "weekly",
    "logs",
    "access",
)
# What is written at once, of the many small pieces that a template yields.
PIECES = 200


def page_of(copy: Copy) -> Iterator[str]:
    """Yield the page, piece by piece."""
    listed = [key for key in SECTIONS if key != "access" or "audit_events" in copy.rows.packed]
    shown = _TEMPLATES.get_template("copy.html").stream(
        copy=copy,
        words=copy.words,
        t=copy.words.text,
        listed=listed,
        sections=chain.from_iterable(part(copy) for part in PARTS),
    )
    shown.enable_buffering(PIECES)
    yield from shown
