"""The pages of a plan: their paths, and the forms as a browser sends them."""

import re
from html import unescape
from typing import Any

from sqlalchemy import select

from api.tables import AuditEvent
from tests.acting.care import Care, Json, body_of
from tests.pages.browsing import Browser

VALUE = re.compile(r'<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"([^>]*)>')
TEXT = re.compile(r'<textarea[^>]* name="([^"]+)"[^>]*>([^<]*)</textarea>')
CHOSEN = re.compile(r'<select[^>]* name="([^"]+)"[^>]*>.*?value="([^"]*)" selected', re.DOTALL)


def plan_of(care: Care) -> str:
    return f"/clients/{care.ana.id}/plan"


def at(care: Care, item: Json, act: str = "") -> str:
    return f"{plan_of(care)}/{item['id']}{act}"


def fields_in(page: str) -> dict[str, Any]:
    """Return what a browser would send of the form on a page, without its buttons."""
    found: dict[str, Any] = {}
    form = page.partition('<form method="post" action="/clients')[2].partition("</form>")[0]
    for name, value, more in VALUE.findall(form):
        if "checkbox" not in more and 'type="checkbox"' not in _tag(form, name, value):
            found.setdefault(name, []).append(unescape(value))
        elif "checked" in more:
            found.setdefault(name, []).append(value)
    for name, value in [*TEXT.findall(form), *CHOSEN.findall(form)]:
        found[name] = [unescape(value).removeprefix("\n")]
    return found


def _tag(form: str, name: str, value: str) -> str:
    return next(
        tag
        for tag in re.findall(r"<input[^>]*>", form)
        if f'name="{name}"' in tag and f'value="{value}"' in tag
    )


async def fill(browser: Browser, path: str, do: str = "save", **said: Any) -> Any:
    """Open a form, fill some of its fields (__ stands for a dot) and press a button."""
    page = await browser.open(path)
    assert page.status_code == 200, page.text
    return await press(browser, path, do, **said)


async def press(browser: Browser, path: str, do: str = "save", **said: Any) -> Any:
    """Fill fields of the form that is open, and press a button."""
    assert browser.page is not None
    sent = fields_in(browser.page.text)
    sent |= {name.replace("__", "."): value for name, value in said.items()}
    sent.pop("token", None)
    return await browser.send(path, follow=False, **sent, do=do)


async def prescribed(care: Care) -> list[Json]:
    items: list[Json] = body_of(await care.ben.get(f"/v1/clients/{care.ana.id}/prescriptions"))[
        "items"
    ]
    return items


async def today(care: Care) -> list[tuple[str, str]]:
    """Return the name and the slot of each item on Ana's home screen."""
    shown = body_of(await care.ana.get("/v1/me/today"))
    return [
        (item["exercise"]["name"], each["slot"])
        for item in shown["items"]
        for each in item["slots"]
    ]


async def audited(care: Care) -> list[str]:
    """Return what was done with Ana's data, without the page that follows a sign-in."""
    rows = await care.rows(select(AuditEvent).order_by(AuditEvent.created_at, AuditEvent.id))
    mine = [row.action for row in rows if row.client_id == care.ana.id]
    return [action for action in mine if action != "view caseload"]
