"""The page /docs loads what we serve, and nothing else."""

import hashlib
import re

import pytest

from api.operations.explorer import FOLDER, TYPES

LOADED = re.compile(r'(?:src|href)="([^"]+)"')
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def test_the_page_and_all_that_it_loads_come_from_here(http):
    page = await http.get("/docs")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    found = LOADED.findall(page.text)
    assert {f"docs/{name}" for name in TYPES} == set(found)
    for path in found:
        asset = await http.get(f"/{path}")
        assert asset.status_code == 200
        assert asset.headers["content-type"].startswith(TYPES[path.removeprefix("docs/")])
        assert asset.content
    assert 'url: "openapi.json"' in (await http.get("/docs/page.js")).text
    assert "//" not in page.text + (await http.get("/docs/page.js")).text
    css = (await http.get("/docs/swagger-ui.css")).text
    assert not re.search(r"@import|url\(\s*+['\"]?+(?!data:)", css)


async def test_a_browser_would_load_nothing_from_elsewhere(http):
    for path in ("docs", *(f"docs/{name}" for name in TYPES)):
        policy = (await http.get(f"/{path}")).headers["content-security-policy"]
        rules = dict(rule.split(maxsplit=1) for rule in policy.split("; "))
        assert rules["default-src"] == "'none'"
        assert set(rules.values()) == {"'none'", "'self'", "'self' data:"}
        assert rules["script-src"] == rules["style-src"] == rules["connect-src"] == "'self'"


def test_what_is_not_ours_is_what_it_says_and_has_its_licence(database_url):
    told = dict(
        reversed(line.split())
        for line in (FOLDER / "README.md").read_text().splitlines()
        if re.match("[0-9a-f]{64} ", line)
    )
    assert set(told) == set(TYPES) - {"page.js"}
    for name, digest in told.items():
        assert hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() == digest
    for name in ("LICENSE", "NOTICE", "swagger-ui-bundle.js.LICENSE.txt"):
        assert (FOLDER / name).read_text()
