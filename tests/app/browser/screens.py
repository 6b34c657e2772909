"""Every screen of the app, as somebody comes to it; each begins at today."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tests.app.browser.phones import Phone
from tests.pages.browser.visitors import Look
from tests.waiting import until

SMALL, SMALL_DARK = Look(360, 740), Look(360, 740, "dark")
PHONE, PHONE_DARK = Look(390, 844), Look(390, 844, "dark")
FORCED = Look(360, 740, "dark", forced=True)
LOOKS = (SMALL, SMALL_DARK, PHONE, PHONE_DARK)
Come = Callable[[Phone], Awaitable[None]]
IS_DRAWN = """!document.querySelector('.picture.missing, [aria-busy="true"]')
  && [...document.images].every((each) => each.complete)"""
NEXT = 'article a[href^="#/{}/"]'


@dataclass(frozen=True, slots=True)
class Screen:
    name: str
    come: Come


def at(path: str) -> Come:
    """Return how one comes to a screen that has an address."""

    async def come(held: Phone) -> None:
        await held.see(path)

    return come


def by(what: str) -> Come:
    """Return how one comes to what is done with the next exercise."""

    async def come(held: Phone) -> None:
        await held.page.locator(NEXT.format(what)).first.click()

    return come


async def hold(held: Phone) -> None:
    await by("do")(held)
    await held.page.get_by_role("button", name=re.compile("Next|Siguiente")).click()


async def log(held: Phone) -> None:
    await by("log")(held)
    await held.page.locator('.chip:text-matches("Partly|parte", "i")').first.click()


async def end_of_check_in(held: Phone) -> None:
    await held.see("/check-in")
    for _ in range(7):
        await held.page.locator("footer button.quiet").last.click()


async def hours(held: Phone) -> None:
    await held.see("/check-in")
    for _ in range(3):
        await held.page.locator("footer button.quiet").last.click()


async def body_map(held: Phone) -> None:
    await end_of_check_in(held)
    await held.page.locator("main button.wide").click()
    # The neck, a shoulder, a thigh.
    for place in (1, 7, 24):
        await held.page.locator(".place").nth(place).click()


async def back_of_body(held: Phone) -> None:
    await body_map(held)
    await held.page.locator(".body-map > .choice button").nth(1).click()


async def safety(held: Phone) -> None:
    await held.see("/flags")
    await held.page.locator("button.flag").first.click()


async def feedback(held: Phone) -> None:
    await held.see("/appointments")
    await held.page.locator('a[href^="#/feedback/"]').first.click()


SCREENS = (
    Screen("today", at("/")),
    Screen("exercise", by("exercise")),
    Screen("do", hold),
    Screen("log", log),
    Screen("check-in", at("/check-in")),
    Screen("check-in-hours", hours),
    Screen("check-in-end", end_of_check_in),
    Screen("body-front", body_map),
    Screen("body-back", back_of_body),
    Screen("flags", at("/flags")),
    Screen("week", at("/week")),
    Screen("progress", at("/progress")),
    Screen("more", at("/more")),
    Screen("plan", at("/plan")),
    Screen("appointments", at("/appointments")),
    Screen("feedback", feedback),
    Screen("weekly", at("/weekly/2025-11-10")),
    Screen("excused", at("/excused")),
    Screen("settings", at("/settings")),
    Screen("access", at("/access")),
    Screen("sharing", at("/sharing")),
    Screen("password", at("/password")),
    Screen("copy", at("/copy")),
    Screen("delete", at("/delete")),
    Screen("waiting", at("/waiting")),
    Screen("sign-out", at("/sign-out")),
    # The last, since it is recorded when it is left.
    Screen("safety", safety),
)


async def come_to(held: Phone, screen: Screen) -> None:
    """Go to a screen from today, and wait until its pictures are there."""
    await held.see("/")
    await held.page.locator(".places").wait_for()
    await screen.come(held)
    await until(lambda: held.page.evaluate(IS_DRAWN), "a screen to have all that it shows")
    # What is scrolled lies below the bars.
    await held.page.evaluate("scrollTo(0, 0)")
