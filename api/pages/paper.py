"""From HTML to a PDF, by WeasyPrint: an extra, without which a browser prints.

It keeps a core busy for half a second, so that one thread draws, behind a short queue. What it
draws it asks of nobody: the style sheet lies beside this file, and all else is refused.
"""

import asyncio
import re
from collections.abc import Sequence
from functools import cache, partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from fastapi import Response

from api.platform.http.errors import NotFound, Unavailable
from api.platform.lanes import RETRY_AFTER_S, Lane

SHEET = Path(__file__).with_name("paper.css")
LANE = Lane("drawing", threads=1, places=8, wait_s=10)
# No page of ours takes so long.
WITHIN_S = 20
# How large letters are, in points: what needs a second page is drawn with the next, and if it fits
# on one page with none, with the first.
LETTER, BRIEF = (10.5, 10.0, 9.5), (10.0, 9.0, 8.0, 7.0)
SECOND = 2
LINK = re.compile(r'\shref="[^"]*"')


class NoPdf(NotFound):
    code, title = "pdf_not_installed", "This server makes no PDF. Print the page in the browser."


def is_there() -> bool:
    """Tell whether PDFs are made here."""
    return find_spec("weasyprint") is not None


def require() -> None:
    """Refuse, where none are made."""
    if not is_there():
        raise NoPdf


async def draw(html: str, sizes: Sequence[float]) -> bytes:
    """Return HTML as a PDF, of one page if it fits with one of these sizes.

    Unavailable if too many wait for theirs, or if it takes too long.
    """
    try:
        async with asyncio.timeout(WITHIN_S):
            return await LANE.run(partial(_draw, html, sizes))
    except TimeoutError:
        raise Unavailable(retry_after_s=RETRY_AFTER_S) from None


def pdf(drawn: bytes, name: str) -> Response:
    """Return the answer that is a PDF of this name, to be kept by whoever asked for it."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.pdf"'}
    return Response(drawn, media_type="application/pdf", headers=headers)


def _draw(html: str, sizes: Sequence[float]) -> bytes:
    weasy = _weasyprint()
    nothing = weasy.URLFetcher(allowed_protocols=())
    # A page on paper leads nowhere, and must not tell of addresses.
    page = weasy.HTML(string=LINK.sub("", html), url_fetcher=nothing)
    style = weasy.CSS(string=SHEET.read_text(), url_fetcher=nothing)

    def laid_out(size: float) -> Any:
        letters = weasy.CSS(string=f"html {{ font-size: {size}pt }}", url_fetcher=nothing)
        return page.render(stylesheets=[style, letters], pdf_tags=True)

    chosen = document = laid_out(sizes[0])
    for size in sizes[1:]:
        if len(document.pages) == SECOND:
            document = laid_out(size)
    if len(document.pages) == 1:
        chosen = document
    drawn: bytes = chosen.write_pdf(pdf_tags=True)
    return drawn


@cache
def _weasyprint() -> Any:
    """Return the library, which takes a while to load; NoPdf where the system lacks Pango."""
    try:
        import weasyprint
    except (ImportError, OSError):
        raise NoPdf from None
    # Its warnings repeat what they are about.
    weasyprint.LOGGER.disabled = True
    return weasyprint
