"""What each version of an item said when it was released: such a version is never edited.

Words, dose and codes are kept as hashes in `content/releases.yaml`. A picture may be corrected at
any time, and a language be added. A review counts for what it was made of: it is kept there, too.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated

from pydantic import StringConstraints

from api.library.exercises import Exercise
from api.library.files import Content, ContentError, digest, read
from api.library.items import FOLDER, Key, order
from api.library.library import Library
from api.library.reading import LANGUAGES, Reading

FILE = "releases.yaml"
# Neither dose nor codes: who reviewed it, the picture with its description, what has its own mark.
FREE = {"review_state", "reviewer", "reviewed_on", "media", "pose", "text", "terms"}
# The mark of all that stands in no language.
ITEM = "item"
HEAD = """\
# Written by `carryover content release` and `carryover content review`, never by hand:
# hashes of what each version of an item said when it was released or reviewed.
released:
"""

Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+@[0-9.]+$")]
Mark = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]


class Releases(Content):
    """The marks of every released version, by `slug@version`; of each by language."""

    released: dict[Name, dict[str, Mark]]


def marks_of(item: Exercise) -> dict[str, str]:
    """Return the mark of an item's dose and codes, and one of its words in each language."""
    # What is left at its default says nothing: a field that comes later changes no mark.
    bare = item.model_dump(mode="json", exclude=FREE, exclude_defaults=True)
    words = {language: text.model_dump(mode="json") for language, text in item.text.items()}
    return {name: digest(said)[:16] for name, said in ({ITEM: bare} | words).items()}


def own_marks(root: Path, library: Library, item: Exercise) -> dict[str, str]:
    """Return the marks of what stands in an item's own file, which is what is reviewed with it."""
    path = path_of(root, library, item)
    marks = marks_of(item).items()
    return {part: mark for part, mark in marks if not _translation(path, part).exists()}


def read_releases(root: Path) -> tuple[dict[str, dict[str, str]], list[ContentError]]:
    """Return what was released, and what is wrong with its file; without one, nothing was."""
    reading = Reading(root)
    for source in reading.source(root / FILE) if (root / FILE).exists() else ():
        found = reading.parsed(source, Releases)
        if found is not None:
            return found.released, []
    return {}, reading.faults


def write_releases(root: Path, released: Mapping[str, Mapping[str, str]]) -> None:
    """Write what was released."""
    lines = [
        f"  {name}: {{{', '.join(f'{one}: {mark}' for one, mark in released[name].items())}}}\n"
        for name in sorted(released, key=_place)
    ]
    (root / FILE).write_text(HEAD + "".join(lines), "utf-8")


def changed(
    root: Path, library: Library, released: Mapping[str, Mapping[str, str]]
) -> Iterator[ContentError]:
    """Yield each released or reviewed version that no longer says what it said."""
    for name, marks in released.items():
        item = library.exercise(*_key(name))
        if item is None:
            path = root / FOLDER / f"{name}.yaml"
            yield ContentError(path, 1, "file", "was released and is gone: plans may pin it")
        else:
            yield from _changed(root, library, item, marks)
    for item in library.exercises.values():
        if item.review_state == "clinician_reviewed":
            yield from _not_reviewed(root, library, item, released.get(name_of(item), {}))


def name_of(item: Exercise) -> str:
    """Return `slug@version`."""
    return f"{item.slug}@{item.version}"


def path_of(root: Path, library: Library, item: Exercise) -> Path:
    """Return the file of an item."""
    newest = library.latest[item.slug] == item.version
    return root / FOLDER / f"{item.slug if newest else name_of(item)}.yaml"


def _changed(
    root: Path, library: Library, item: Exercise, marks: Mapping[str, str]
) -> Iterator[ContentError]:
    now = marks_of(item)
    for part, mark in marks.items():
        if now.get(part) == mark:
            continue
        what = "dose or codes" if part == ITEM else f"words ({part})"
        told = f"the {what} of {name_of(item)} changed since its release, but its version did not"
        yield _error(root, library, item, part, told)


def _not_reviewed(
    root: Path, library: Library, item: Exercise, marks: Mapping[str, str]
) -> Iterator[ContentError]:
    told = "is none of what was reviewed: it is signed by `carryover content review`"
    for part in own_marks(root, library, item):
        if part not in marks:
            yield _error(root, library, item, part, told)


def _error(root: Path, library: Library, item: Exercise, part: str, told: str) -> ContentError:
    path = path_of(root, library, item)
    if part == ITEM:
        return read(path).error(("version",), told)
    apart = _translation(path, part)
    if apart.exists():
        return read(apart).error(("text",), told)
    return read(path).error(("text", part), told)


def _translation(path: Path, language: str) -> Path:
    """Return where the words of an item would stand if their language has a folder."""
    return path.parents[1] / LANGUAGES / language / FOLDER / path.name


def _key(name: str) -> Key:
    slug, _, version = name.partition("@")
    return slug, version


def _place(name: str) -> tuple[str, tuple[int, ...]]:
    slug, version = _key(name)
    return slug, order(version)
