"""Everything that is wrong with the content, for those who write it; the start tells the first."""

from pathlib import Path

from api.library.files import ContentError
from api.library.library import Library
from api.library.loading import CONTENT_ROOT, read_all
from api.library.releases import changed, read_releases


def check(root: Path = CONTENT_ROOT) -> tuple[Library | None, list[ContentError]]:
    """Return the library, if its files can be read, and every fault, by path and line.

    A version that changed since it was released is a fault here and none at the start.
    """
    library, faults = read_all(root)
    released, broken = read_releases(root)
    faults = [*faults, *broken]
    if library is not None and not broken:
        faults += changed(root, library, released)
    return library, sorted(faults, key=lambda fault: (fault.path, fault.line))
