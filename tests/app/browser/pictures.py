"""`make app-screenshots`: every screen of the app as Marta sees it, on a morning of the example."""

import asyncio
import sys
import tempfile
from pathlib import Path

import typer

from scripts.find_browser import ADVICE, find_browser
from tests.app.browser.phones import phone
from tests.app.browser.screens import LOOKS, SCREENS, come_to
from tests.demo.seeding import NOW, seed_file
from tests.pages.browser.chromium import opened
from tests.pages.browser.houses import House, example_house
from tests.processes import ROOT

PICTURES = ROOT / "var" / "app-screenshots"


def main(only: list[str]) -> None:
    """Draw all screens, or those that are named, and print where the pictures are."""
    if find_browser() is None:
        sys.exit(ADVICE)
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        seeded = Path(folder) / "seeded.db"
        seed_file(seeded)
        with example_house(seeded, Path(folder)) as house:
            asyncio.run(_draw(house, only))


async def _draw(house: House, only: list[str]) -> None:
    async with opened() as chromium:
        for look in LOOKS:
            async with phone(chromium, house.url, look, now=NOW) as hers:
                await hers.sign_in()
                for screen in SCREENS:
                    if only and screen.name not in only:
                        continue
                    await come_to(hers, screen)
                    file = PICTURES / f"{screen.name}-{look.name}.png"
                    await hers.page.screenshot(path=file)
                    typer.echo(file)


if __name__ == "__main__":
    main(sys.argv[1:])
