"""The archive: one zip with a page to read, all rows as JSON, series as CSV, and FHIR.

It keeps a core busy for seconds where somebody was in care for years: it is made in a thread.
"""

import io
from collections.abc import Iterable, Iterator
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from api.exports.about import Copy
from api.exports.data import data_of
from api.exports.fhir.bundle import bundle_of
from api.exports.page import page_of
from api.exports.read_me import read_me_of
from api.exports.series import SERIES, series_of

READ_ME, PAGE, DATA, BUNDLE = "README.txt", "copy.html", "data.json", "fhir/bundle.json"


def pack(copy: Copy) -> bytes:
    """Return the archive of a copy."""
    written = io.BytesIO()
    with ZipFile(written, "w") as archive:
        for name, pieces in _parts(copy):
            at = copy.made_at.timetuple()
            about = ZipInfo(name, (at[0], at[1], at[2], at[3], at[4], at[5]))
            about.compress_type = ZIP_DEFLATED
            with archive.open(about, "w") as part:
                for piece in pieces:
                    part.write(piece.encode())
    return written.getvalue()


def _parts(copy: Copy) -> Iterator[tuple[str, Iterable[str]]]:
    """Yield the name of each file and what it is made of, read only when it is written."""
    yield READ_ME, read_me_of(copy)
    yield PAGE, page_of(copy)
    yield DATA, data_of(copy)
    for name in SERIES:
        yield f"series/{name}.csv", series_of(copy, name)
    yield BUNDLE, bundle_of(copy)
