"""What those who write the library's content are helped with: checks, drafts, reviews, releases."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import typer

from api.library.checking import check
from api.library.files import ContentError
from api.library.items import FOLDER
from api.library.loading import read_all
from api.library.releases import FILE, marks_of, name_of, own_marks, read_releases, write_releases
from api.platform.clock import SystemClock
from commands.drafts import draft_of, is_slug, signed
from commands.running import fail


def tell_faults(path: Path) -> None:
    """Tell everything that is wrong in a folder of content, or in one of its files."""
    if not path.exists():
        fail(f"{path}: there is no such file or folder")
    root = _root_of(path) if path.is_file() else path
    library, faults = check(root)
    if path.is_file():
        faults = [fault for fault in faults if fault.path.resolve() == path.resolve()]
    _end_with(faults)
    if library is None:
        typer.echo("Nothing to mend in this file; others are broken.")
    else:
        items, languages = len(library.latest), ", ".join(library.languages)
        typer.echo(f"Nothing to mend: {items} items, languages {languages}.")


def write_draft(slug: str, root: Path) -> None:
    """Write the file of a new item, with every field and what belongs there."""
    if not is_slug(slug):
        fail(f"{slug}: a slug has small letters, digits and hyphens, as chin-tuck")
    path = root / FOLDER / f"{slug}.yaml"
    if path.exists():
        fail(f"{path}: this item exists")
    if not path.parent.is_dir():
        fail(f"{path.parent}: there is no such folder")
    path.write_text(draft_of(slug, root), "utf-8")
    typer.echo(f"{path}: fill it in, then: carryover content check {path}")


def sign(slug: str, reviewer: str, on: str | None, root: Path) -> None:
    """Sign an item for the clinician who reviewed it, and keep what it says as reviewed."""
    path, kept = root / FOLDER / f"{slug}.yaml", root / FILE
    if not path.is_file():
        fail(f"{path}: there is no such item")
    day = _day(on)
    before = {each: each.read_bytes() if each.exists() else None for each in (path, kept)}
    text = signed(path, reviewer, day)
    if text is None:
        fail(f"{path}: only a draft or a reviewed item can be signed")
    path.write_bytes(text)
    faults = _keep_as_reviewed(slug, root)
    if faults:
        for each, content in before.items():
            each.unlink(missing_ok=True) if content is None else each.write_bytes(content)
    _end_with(faults)
    typer.echo(f"{path}: reviewed by {reviewer} on {day}.")


def release(root: Path) -> None:
    """Keep what every version says now; from here on none of them may change."""
    library, faults = check(root)
    _end_with(faults)
    if library is None:
        return
    released, _ = read_releases(root)
    now = {name_of(item): marks_of(item) for item in library.exercises.values()}
    write_releases(root, now)
    typer.echo(f"{root / FILE}: {len(now)} versions, {len(now.keys() - released)} of them new.")


def _keep_as_reviewed(slug: str, root: Path) -> list[ContentError]:
    """Keep what the newest version of an item says; return what is wrong with it."""
    library, faults = read_all(root)
    released, broken = read_releases(root)
    if library is None or broken:
        return [*faults, *broken]
    item = library.exercises[slug, library.latest[slug]]
    # What was kept before stays: words that changed since are a fault.
    released[name_of(item)] = own_marks(root, library, item) | released.get(name_of(item), {})
    write_releases(root, released)
    path = root / FOLDER / f"{slug}.yaml"
    return [fault for fault in check(root)[1] if fault.path == path]


def _root_of(file: Path) -> Path:
    """Return the folder of content in which a file stands."""
    roots = (folder for folder in file.resolve().parents if (folder / "vocabulary").is_dir())
    root = next(roots, None)
    if root is None:
        fail(f"{file}: it stands in no folder of content, which has a folder vocabulary")
    return root


def _day(on: str | None) -> date:
    today = SystemClock().now().date()
    try:
        day = date.fromisoformat(on) if on else today
    except ValueError:
        fail(f"{on}: a date is written as 2026-11-29")
    # Where the reviewer is, it may be tomorrow already.
    if (day - today).days > 1:
        fail(f"{on}: this day is still to come")
    return day


def _end_with(faults: Iterable[ContentError]) -> None:
    """End with all faults, a line each; with none, go on."""
    lines = [str(fault) for fault in faults]
    if lines:
        fail("\n".join(lines))
