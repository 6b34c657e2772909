"""QR codes, drawn as SVG by attributes alone: a page has no style of its own."""

import segno
from markupsafe import Markup

QUIET_ZONE = 4


def qr_code(text: str) -> Markup:
    """Return a QR code that any reader finds, dark on light by day and by night."""
    # `make` may choose a Micro QR code, which most readers do not look for.
    code = segno.make_qr(text, error="m")
    return Markup(  # noqa: S704 - of modules alone: nothing of the text is in it.
        code.svg_inline(
            border=QUIET_ZONE,
            dark="#000",
            light="#fff",
            omitsize=True,
            svgclass=None,
            lineclass=None,
        )
    )
