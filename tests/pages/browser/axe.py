"""What axe-core finds wrong with a page, and what it could not tell and nobody has explained."""

from collections.abc import Iterator
from typing import Any

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page

# What axe cannot tell of our pages, by rule and the reason it gives; each with why it is all right.
EXPLAINED = {
    ("color-contrast", "shortTextContent"): "a dash or a digit has the colours of the text around",
    ("color-contrast", "elmPartiallyObscured"): "a tab at the edge of a row that scrolls sideways",
}
# Its colours are looked at in `plots.py`.
IN_A_PLOT = "<text"
OPTIONS = {"resultTypes": ["violations", "incomplete"]}


async def faults(page: Page, *rules: str) -> list[str]:
    """Return one line for each element of a page that is, or may be, hard to use.

    Only by these rules of axe, or by all.
    """
    options = OPTIONS | ({"runOnly": [*rules]} if rules else {})
    found = (await Axe().run(page, options=options)).response
    return [
        *_told(found["violations"]),
        *(each for each in _told(found["incomplete"], "cannot tell ")),
    ]


def _told(results: list[dict[str, Any]], kind: str = "") -> Iterator[str]:
    for result in results:
        for node in result["nodes"]:
            if kind and _is_explained(result["id"], node):
                continue
            what = [check["message"] for check in _checks(node)]
            yield f"{kind}{result['id']}: {node['target']} {' | '.join(what)}"


def _is_explained(rule: str, node: dict[str, Any]) -> bool:
    if rule == "color-contrast" and node["html"].startswith(IN_A_PLOT):
        return True
    return all((rule, reason) in EXPLAINED for reason in _reasons(node))


def _reasons(node: dict[str, Any]) -> set[str]:
    return {(check["data"] or {}).get("messageKey") or check["id"] for check in _checks(node)}


def _checks(node: dict[str, Any]) -> list[dict[str, Any]]:
    return [*node["any"], *node["all"], *node["none"]]
