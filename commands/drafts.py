"""The text of an item's file: a new one, and one that is signed."""

import json
import re
import textwrap
from datetime import date
from pathlib import Path

import yaml

from api.library.files import read
from api.library.languages import DEFAULT
from api.library.vocabularies import Vocabulary

TEMPLATE = Path(__file__).with_name("new_item.yaml")
# Where the template lists the codes of a group.
CODES = re.compile(r"(?m)^( *)# <(\w+)>$")
WIDTH = 100


def is_slug(text: str) -> bool:
    """Tell whether a text may be the name of an item."""
    return len(text) <= 60 and re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", text) is not None


def draft_of(slug: str, root: Path) -> str:
    """Return the file of a new item, with the codes of the vocabulary beside the fields."""
    words = read(root / "vocabulary" / f"{DEFAULT}.yaml").parse(Vocabulary)

    def listed(found: re.Match[str]) -> str:
        codes = ", ".join(entry for entry, _ in words.words(found[2]))
        start = f"{found[1]}#   "
        lines = textwrap.wrap(codes, WIDTH - len(start), break_long_words=False)
        return "\n".join(start + line for line in lines)

    return CODES.sub(listed, TEMPLATE.read_text("utf-8")).replace("<slug>", slug)


def signed(path: Path, reviewer: str, on: date) -> bytes | None:
    """Return a file with state, name and day of a review, and all else as it was, byte for byte.

    None for an item that is neither draft nor reviewed, or whose file cannot be read.
    """
    text = path.read_bytes().decode()
    values = _values(text)
    state, name, day = (values.get(key) for key in ("review_state", "reviewer", "reviewed_on"))
    if state is None or name is None or _at(text, state) not in ("draft", "clinician_reviewed"):
        return None
    edits = [(state, "clinician_reviewed"), (name, json.dumps(reviewer, ensure_ascii=False))]
    if day is not None:
        edits.append((day, on.isoformat()))
    for (start, end), new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    if day is None:
        line = r"(?m)^reviewer:[^\r\n]*(\r?\n)"
        text = re.sub(line, lambda found: f"{found[0]}reviewed_on: {on}{found[1]}", text, count=1)
    return text.encode()


def _at(text: str, where: tuple[int, int]) -> str:
    return text[slice(*where)]


def _values(text: str) -> dict[str, tuple[int, int]]:
    """Return where the values of the topmost fields begin and end."""
    try:
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError:
        return {}
    if not isinstance(node, yaml.MappingNode):
        return {}
    return {key.value: (value.start_mark.index, value.end_mark.index) for key, value in node.value}
