"""`make screenshots`: every page of the example practice, for a phone and a desk, light and dark.

They are drawn as on the morning after the stories of `tests/demo/seeding.py`, so that they differ
only where the pages do. The example is seeded anew when what it is made from has changed.
"""

import asyncio
import sys
import tempfile
from pathlib import Path

import typer
from playwright.async_api import Browser

from scripts.find_browser import ADVICE, find_browser
from tests.demo.seeding import seed_file
from tests.pages.browser.chromium import opened
from tests.pages.browser.houses import House, example_house
from tests.pages.browser.places import Place, places
from tests.pages.browser.visitors import LOOKS, Look, keep_of, visiting
from tests.processes import ROOT

PICTURES = ROOT / "var" / "screenshots"
SEEDED = PICTURES / "example.db"
MADE_FROM = ("demo", "migrations", "api/tables")


def main() -> None:
    """Draw all pages and print where the pictures are."""
    if find_browser() is None:
        sys.exit(ADVICE)
    PICTURES.mkdir(parents=True, exist_ok=True)
    _seed()
    with tempfile.TemporaryDirectory() as folder, example_house(SEEDED, Path(folder)) as house:
        asyncio.run(_draw(house))


def _seed() -> None:
    newest = max(each.stat().st_mtime for name in MADE_FROM for each in (ROOT / name).rglob("*.py"))
    if SEEDED.exists() and SEEDED.stat().st_mtime > newest:
        return
    typer.echo("Seeding the example practice ...")
    draft = SEEDED.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    seed_file(draft)
    draft.replace(SEEDED)


async def _draw(house: House) -> None:
    async with opened() as chromium:
        kept = await keep_of(chromium, house.url)
        for look in LOOKS:
            for place in places(house.file):
                typer.echo(await _picture(chromium, house, look, place, kept))


async def _picture(chromium: Browser, house: House, look: Look, place: Place, kept: object) -> Path:
    file = PICTURES / f"{place.name}-{look.name}.png"
    async with visiting(chromium, house.url, look, None if place.is_public else kept) as visitor:
        await visitor.open(place.path)
        await visitor.page.screenshot(path=file, full_page=True)
    return file


if __name__ == "__main__":
    main()
