"""That the looks at every page would find what they look for."""

from playwright.async_api import Browser, Page

from tests.pages.browser.axe import faults
from tests.pages.browser.keyboards import unreached
from tests.pages.browser.plots import unnamed, unreadable
from tests.pages.browser.visitors import DESK, FORCED, Look, open_context, visiting

PLOT = (
    '<svg role="img" aria-label="Pain" viewBox="0 0 200 40" width="200" height="40">'
    '<rect width="200" height="40" fill="{ground}"/><text y="20" fill="{ink}">7.5</text></svg>'
)


async def showing(chromium: Browser, body: str, look: Look = DESK) -> Page:
    context = await open_context(chromium, look)
    page = await context.new_page()
    await page.set_content(f'<html lang="en"><title>t</title><main><h1>t</h1>{body}</main></html>')
    return page


async def test_a_faint_text_in_a_plot_is_found(chromium):
    faint = await showing(chromium, PLOT.format(ground="#fff", ink="#bbb"))
    assert [each.partition(":")[0] for each in await unreadable(faint)] == ["faint in a plot"]
    clear = await showing(chromium, PLOT.format(ground="#fff", ink="#333"))
    assert await unreadable(clear) == []
    # Black on what was white, as long as colours were the page's own.
    dark = await showing(chromium, PLOT.format(ground="none", ink="#000"), FORCED)
    assert len(await unreadable(dark)) == 1


async def test_a_plot_or_a_point_without_a_name_is_found(chromium):
    svg = '<svg viewBox="0 0 9 9" width="9" height="9">{}</svg>'
    assert len(await unnamed(await showing(chromium, svg.format("<path d='M0 0h9'/>")))) == 2
    point = '<circle r="2" tabindex="0"/>'
    assert (
        len(await unnamed(await showing(chromium, svg.format(f"<title>Pain</title>{point}")))) == 1
    )
    decoration = '<svg aria-hidden="true" width="9" height="9"></svg>'
    assert await unnamed(await showing(chromium, decoration + PLOT)) == []


async def test_what_axe_calls_wrong_and_what_it_cannot_tell_are_found(chromium):
    wrong = await faults(await showing(chromium, '<input><p style="color:#ccc">Faint</p>'))
    assert {each.partition(":")[0] for each in wrong} == {"label", "color-contrast"}
    ground = '<p style="background: linear-gradient(#fff, #ccc)">Words</p>'
    unsure = await faults(await showing(chromium, ground))
    assert [each.partition(":")[0] for each in unsure] == ["cannot tell color-contrast"]


async def test_what_the_keyboard_cannot_reach_or_show_is_found(chromium):
    page = await showing(
        chromium,
        '<a href="#a">A</a><a href="#b" tabindex="-1">B</a><button style="outline:none">C</button>',
    )
    found = await unreached(page)
    assert [each.partition(":")[0] for each in found] == ["not reached", "not seen to be reached"]


async def test_a_page_that_breaks_its_policy_or_asks_another_host_is_found(chromium, house):
    async with visiting(chromium, house.url) as visitor:
        await visitor.open("/")
        for broken in ('<img src="http://other.example/a.png">', '<p style="color:red">Red</p>'):
            await visitor.page.evaluate("html => document.body.innerHTML = html", broken)
        await visitor.page.evaluate("fetch('/static/nothing.js')")
        found = " ".join(visitor.complaints)
        assert "img-src" in found
        assert "style-src" in found
        assert "404 of /static/nothing.js" in found
        visitor.complaints.clear()
