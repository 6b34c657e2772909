"""`make contact-sheet`: the pictures of all items on a few pages, to be looked at.

It reads only what a picture needs, so that items are drawn before their texts are complete, and
draws what it can: a broken item is told and left out. The product never imports it.
"""

import asyncio
import html
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Annotated, Any

import typer
from playwright.async_api import Browser, Page

from api.library.files import Content, ContentError, Source, read
from api.library.pictures import Pose, render
from scripts.find_browser import ADVICE, find_browser
from tests.pages.browser.chromium import opened
from tests.processes import ROOT

SHEETS = ROOT / "var" / "contact-sheet"
ACROSS, DOWN = 3, 5
LOOKS: tuple[Any, ...] = ("light", "dark")


class Drawn(Content):
    """What a picture needs of an item."""

    slug: str
    pose: Pose


def main(
    slugs: Annotated[list[str] | None, typer.Argument(help="Only these; else all.")] = None,
    names: Annotated[bool, typer.Option(help="Write the slug below each picture.")] = True,
    items: Annotated[Path, typer.Option(help="Where the items are.")] = ROOT / "content/exercises",
    into: Annotated[Path, typer.Option(help="Where the sheets go.")] = SHEETS,
    look: Annotated[str, typer.Option(help="light, dark or both.")] = "both",
) -> None:
    """Draw the pictures of items onto pages: one of HTML, and some of PNG in light and dark."""
    if find_browser() is None:
        sys.exit(ADVICE)
    into.mkdir(parents=True, exist_ok=True)
    for old in into.glob("sheet*"):
        old.unlink()
    shown = list(pictures(items, set(slugs or ())))
    (into / "sheet.html").write_text(_page(shown, names), "utf-8")
    typer.echo(f"{into / 'sheet.html'}: {len(shown)} pictures")
    looks = [each for each in LOOKS if look in ("both", each)]
    asyncio.run(_photograph(shown, names, into, looks))


def pictures(items: Path, wanted: set[str]) -> Iterator[tuple[str, str]]:
    """Yield each item that is wanted with its picture; tell what cannot be drawn."""
    for path in sorted(items.glob("*.yaml")):
        if "@" in path.stem or (wanted and path.stem not in wanted):
            continue
        try:
            item = _needed(read(path)).parse(Drawn)
            yield item.slug, render(item.pose, item.slug, item.slug)
        except (ContentError, ValueError) as broken:
            typer.echo(f"not drawn: {path.name}: {broken}", err=True)


def _needed(source: Source) -> Source:
    data = source.data
    assert isinstance(data, dict)
    return replace(source, data={field: data.get(field) for field in ("slug", "pose")})


async def _photograph(
    shown: list[tuple[str, str]], names: bool, into: Path, looks: list[Any]
) -> None:
    async with opened() as chromium:
        for look in looks:
            for number, start in zip(count(1), range(0, len(shown), ACROSS * DOWN)):
                some = shown[start : start + ACROSS * DOWN]
                file = into / f"sheet-{look}-{number}.png"
                await _photo(chromium, _page(some, names), look, file)
                typer.echo(f"{file}: {', '.join(slug for slug, _ in some)}")


async def _photo(chromium: Browser, text: str, look: Any, file: Path) -> None:
    page: Page = await chromium.new_page(
        viewport={"width": ACROSS * 440, "height": 400}, color_scheme=look
    )
    await page.set_content(text)
    await page.screenshot(path=file, full_page=True)
    await page.close()


def _page(shown: list[tuple[str, str]], names: bool) -> str:
    figures = "".join(
        f"<figure>{svg}<figcaption>{html.escape(slug) if names else number}</figcaption></figure>"
        for number, (slug, svg) in enumerate(shown, start=1)
    )
    return (
        "<!doctype html><meta charset=utf-8><title>Contact sheet</title><style>"
        ":root{color-scheme:light dark}body{margin:8px;font:16px sans-serif;display:grid;gap:8px;"
        f"grid-template-columns:repeat({ACROSS},1fr)}}figure{{margin:0}}svg{{width:100%}}"
        f"figcaption{{text-align:center}}</style>{figures}"
    )


if __name__ == "__main__":
    typer.run(main)
