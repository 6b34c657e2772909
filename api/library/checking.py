"""Everything that is wrong with the content, for those who write it; the start tells the first."""

from collections.abc import Iterator
from pathlib import Path

from api.library.checks import undrawn
from api.library.files import ContentError, read
from api.library.library import Library
from api.library.loading import CONTENT_ROOT, read_all
from api.library.releases import changed, path_of, read_releases


def check(root: Path = CONTENT_ROOT) -> tuple[Library | None, list[ContentError]]:
    """Return the library, if its files can be read, and every fault, by path and line.

    What cannot be drawn, and a version that changed since it was released, are faults here and
    none at the start, which draws nothing.
    """
    library, faults = read_all(root)
    released, broken = read_releases(root)
    faults = [*faults, *broken]
    if library is not None:
        faults += _undrawn(root, library)
        if not broken:
            faults += changed(root, library, released)
    return library, sorted(faults, key=lambda fault: (fault.path, fault.line))


def _undrawn(root: Path, library: Library) -> Iterator[ContentError]:
    for item in library.exercises.values():
        for where, reason in undrawn(item):
            yield read(path_of(root, library, item)).error(where, reason)
