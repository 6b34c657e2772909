"""What a plot looks like: words that can be read by day, by night and without our style sheet."""

import re
from pathlib import Path

import pytest

from api.pages import assets

TEMPLATE = Path(assets.__file__).parent / "templates/parts/plots.html"
CSS = (assets.FOLDER / "app.css").read_text()
VARIABLE = re.compile(r"--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)")
COLOURS = {name: pair for name, *pair in VARIABLE.findall(CSS)}
WHITE = "#ffffff"
LEAST_OF_WORDS, LEAST_OF_LINES = 4.5, 3


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("night", [0, 1])
def test_words_and_lines_stand_out_by_day_and_by_night(night: int) -> None:
    ground = COLOURS["card"][night]
    for name in ("soft", "ink"):
        assert contrast(COLOURS[name][night], ground) >= LEAST_OF_WORDS, name
    for name in ("accent", "warn"):
        assert contrast(COLOURS[name][night], ground) >= LEAST_OF_LINES, name
    assert ".plot text { fill: var(--soft)" in CSS


def test_the_colours_that_print_without_our_style_sheet_can_be_read() -> None:
    source = TEMPLATE.read_text()
    words = re.findall(r"<text[^>]*fill=\"(#[0-9a-f]{6})\"", source)
    assert words
    assert all(contrast(each, WHITE) >= LEAST_OF_WORDS for each in words)
    assert len(re.findall(r"<text", source)) == len(words), "each text says its colour"
    lines = dict(re.findall(r'kind == "(\w+)" %} stroke="(#[0-9a-f]{6})"', source))
    assert contrast(lines["worst"], WHITE) >= LEAST_OF_LINES
    # In grey the two lines are told apart by their dashes.
    assert 'kind == "worst" %} stroke="#8a5300" stroke-width="1.3" stroke-dasharray' in source


def test_a_plot_is_drawn_by_attributes_that_every_printer_knows() -> None:
    source = TEMPLATE.read_text()
    for each in ("style=", "currentColor", "var(", "foreignObject", "light-dark"):
        assert each not in source, each
    assert 'role="img" aria-labelledby=' in source
    assert "<title " in source
    assert "<desc " in source
    # A date that ends at its column would read as that of the day before.
    assert set(re.findall(r'class="minor"{% endif %}.*text-anchor="(\w+)"', source)) == {"middle"}


def test_forced_colours_reach_the_words_of_a_plot() -> None:
    forced = CSS.partition("@media (forced-colors: active) {\n  .plot")[2]
    assert "text" in forced.partition("CanvasText")[0]
