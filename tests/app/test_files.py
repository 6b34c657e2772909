"""The app as it is served: to anybody, strictly, light, and as the service worker expects it."""

import re

import pytest
from httpx2 import ASGITransport, AsyncClient

from api.phone_app.files import FOLDER, HEADERS, HOME, POLICY, paths
from scripts.app_shell import SHELL, names, shell

# Files are of no database.
on_one = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
MOST_BYTES = 150_000
CODE = re.compile(r"\.(js|html|css)$")
# What a strict policy stops.
INLINE = re.compile(r"<style|\sstyle\s*=|<script(?![^>]*\ssrc=)|javascript:|\son[a-z]+\s*=\s*[\"']")


@pytest.fixture
async def http(app):
    async with AsyncClient(transport=ASGITransport(app), base_url="http://127.0.0.1:8000") as http:
        yield http


def test_the_list_of_the_service_worker_is_that_of_the_files():
    assert SHELL.read_text() == shell(), "run `make app`"


def test_all_that_the_service_worker_keeps_is_served():
    assert {HOME + name for name in names()} - {HOME + "index.html"} <= set(paths())


@on_one
async def test_a_file_is_served_strictly_and_asked_for_anew(http):
    for path in paths():
        answer = await http.get(path)
        assert answer.status_code == 200, path
        told = HEADERS | (POLICY if path in (HOME, HOME + "sw.js") else {})
        assert {name: answer.headers[name] for name in told} == told
        again = await http.get(path, headers={"if-none-match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")


@on_one
async def test_its_page_names_its_manifest_and_the_address_without_a_stroke_leads_there(http):
    page = await http.get("/app", follow_redirects=True)
    assert page.url.path == HOME
    assert '<link rel="manifest" href="manifest.webmanifest" />' in page.text
    manifest = (await http.get(HOME + "manifest.webmanifest")).json()
    assert {icon.get("purpose") for icon in manifest["icons"]} >= {"maskable"}
    for icon in manifest["icons"]:
        assert (await http.get(HOME + icon["src"])).status_code == 200


@on_one
async def test_nothing_else_of_the_folder_is_served(http):
    for name in ("tsconfig.json", "vendor/README.md", "src/shapes.d.ts", "../pyproject.toml", ""):
        answer = await http.get(HOME + name)
        assert answer.status_code == (200 if name == "" else 404), name


@on_one
async def test_all_of_it_is_light_over_the_wire(http):
    paths = [HOME, *(HOME + name for name in names() if CODE.search(name))]
    answers = [await http.get(path) for path in set(paths) - {HOME + "index.html"}]
    weight = sum(int(answer.headers["content-length"]) for answer in answers)
    assert weight <= MOST_BYTES, weight


def test_no_script_or_style_stands_in_a_page():
    assert not INLINE.search((FOLDER / "index.html").read_text())
    for file in (FOLDER / "src").rglob("*.js"):
        assert not re.search(r"html`[^`]*\sstyle=", file.read_text()), file


@on_one
async def test_the_page_of_an_invite_leads_into_the_app(http):
    page = await http.get("/invite", headers={"accept-language": "es"})
    assert 'href="/app/#/join"' in page.text
    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert (await http.get("/app/invite.js")).status_code == 200
