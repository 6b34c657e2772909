"""A QR code as it stands in a page: from the strokes of its SVG to dark and light modules."""

import re

LIGHT, DARK = 255, 0
STROKES = re.compile(r'stroke="#000" d="([^"]*)"')
STEPS = re.compile(r"([Mmh])(-?[\d.]+)(?: (-?[\d.]+))?")


def modules_of(svg: str) -> list[list[int]]:
    """Return the rows of an SVG that draws each run of dark modules as a stroke one unit thick."""
    size = int(svg.partition('viewBox="0 0 ')[2].partition(" ")[0])
    rows = [[LIGHT] * size for _ in range(size)]
    drawn = STROKES.search(svg)
    assert drawn, svg[:200]
    x = y = 0.0
    for step, across, down in STEPS.findall(drawn[1]):
        begin = 0.0 if step == "M" else x
        if step == "h":
            at = int(x)
            rows[int(y)][at : at + int(across)] = [DARK] * int(across)
        else:
            y = float(down) if step == "M" else y + float(down)
        x = begin + float(across)
    return rows
