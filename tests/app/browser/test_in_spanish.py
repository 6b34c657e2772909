"""A day with the app in Spanish, from the door to the way out."""

from playwright.async_api import Page, expect

from tests.app.browser.phones import Phone, phone
from tests.app.browser.screens import FORCED, SCREENS, come_to
from tests.app.browser.test_every_screen import LARGE, too_wide
from tests.pages.browser.axe import faults
from tests.waiting import until

TODAY = "2025-11-20"
# The app's own words in English that stand on a page, but for those that Spanish has as well.
ENGLISH = """async () => {
  const { EN } = await import("/app/texts/en.js");
  const { ES } = await import("/app/texts/es.js");
  const shown = document.body.innerText;
  return Object.entries(EN)
    .filter(([key, text]) => text.length > 7 && text !== ES[key] && !text.includes("{"))
    .filter(([, text]) => shown.includes(text)).map(([key]) => key);
}"""


async def in_spanish(hers: Phone) -> None:
    """Sign Marta in, whose account speaks English, and choose Spanish."""
    await hers.sign_in()
    await hers.see("/settings")
    await hers.tap("button", "Español")
    await expect(hers.page.get_by_role("heading", name="Ajustes")).to_be_visible()
    await hers.is_handed_in()

    async def has_words() -> bool:
        library = await hers.single("library")
        exercises = await hers.of_kind("exercise")
        return library["language"] == "es" == exercises[0]["language"]

    await until(has_words, "questions and exercises in Spanish")
    # What was said in passing is no part of the screens.
    await hers.page.locator("#said:not(.seen)").wait_for(state="attached")


async def test_a_whole_day_in_spanish(chromium, own_house, marta):
    async with phone(chromium, own_house.url, locale="es-ES") as hers:
        await hers.open("/")
        await expect(
            hers.page.get_by_role("heading", name="Te damos la bienvenida")
        ).to_be_visible()
        await in_spanish(hers)
        assert await hers.page.evaluate("document.documentElement.lang") == "es"
        await hers.context.set_offline(True)
        await hers.see("/")
        answers = ("4", "6", "7", "7,5", "3", "No", "Sí")
        await hers.check_in(*answers, begin="Registrar", save="Guardar")
        await expect(hers.page.get_by_text("Registro hecho")).to_be_visible()
        await hers.tap("link", "En parte, o hoy no")
        await hers.tap("button", "No hecho")
        await hers.tap("button", "No tuve tiempo")
        await hers.tap("button", "Guardar")
        await hers.tap("link", "Semana")
        await expect(hers.page.get_by_role("heading", name="Semana")).to_be_visible()
        await hers.tap("link", "Hoy")
        await hers.tap("link", "¿Algo nuevo o que te preocupa?")
        await hers.tap("button", "Un accidente grave o una caída fuerte")
        text = hers.page.get_by_role("dialog", name="Pide ayuda de emergencia ahora")
        await expect(text.get_by_role("link", name="Llamar al 112")).to_be_visible()
        await hers.tap("button", "Lo he leído")
        await hers.see("/")
        await expect(hers.page.get_by_text("Tus ejercicios están detenidos")).to_be_visible()
        await hers.context.set_offline(False)
        await hers.is_handed_in()
        await hers.see("/sign-out")
        await hers.page.locator("main").get_by_role("button", name="Cerrar sesión").click()
        await expect(
            hers.page.get_by_role("heading", name="Te damos la bienvenida")
        ).to_be_visible()
    ask = marta(own_house)
    (stored,) = ask(f"/v1/me/check-ins?from={TODAY}&to={TODAY}")["items"]
    assert (stored["sleep_hours"], stored["impact"]) == (7.5, True)
    assert stored["red_flags"] == ["major_trauma"]
    (log,) = ask(f"/v1/me/logs?from={TODAY}&to={TODAY}")["items"]
    assert (log["outcome"], log["reason"]) == ("skipped", "no_time")


async def test_every_screen_holds_large_text_and_forced_colours_in_spanish(chromium, own_house):
    async with phone(chromium, own_house.url, FORCED, locale="es-ES") as hers:
        await in_spanish(hers)
        await hers.page.evaluate(LARGE)
        found = {}
        for screen in SCREENS:
            await come_to(hers, screen)
            found[screen.name] = [*await faults(hers.page), *await too_wide(hers)]
            found[screen.name] += await english(hers.page)
        assert {name: told for name, told in found.items() if told} == {}


async def english(page: Page) -> list[str]:
    """Return the keys of the words that a page has in English."""
    found: list[str] = await page.evaluate(ENGLISH)
    return found
