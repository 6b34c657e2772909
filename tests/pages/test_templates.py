"""What holds for every template and every word of the pages, without opening any of them."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.library import Library
from api.library.page_texts import ONE, OTHER
from tests.processes import ROOT

PAGES, EXPORTS = ROOT / "api" / "pages", ROOT / "api" / "exports"
TEMPLATES = sorted((PAGES / "templates").rglob("*.html"))
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
# What a strict policy stops, and what of htmx needs `eval` or, without it, does something else.
FORBIDDEN = {
    "a style of its own": re.compile(r"<style|\sstyle\s*=", re.IGNORECASE),
    "a script of its own": re.compile(r"<script(?![^>]*\ssrc=)|javascript:", re.IGNORECASE),
    "a handler of its own": re.compile(r"\son[a-z]+\s*=", re.IGNORECASE),
    "hx-on": re.compile(r"hx-on"),
    "a value that is a script": re.compile(r"[\"']\s*js:"),
    "a filter in hx-trigger": re.compile(r"hx-trigger\s*=\s*(\"[^\"]*\[|'[^']*\[)"),
    "another host": re.compile(r"(src|action|hx-\w+)\s*=\s*[\"'](https?:)?//"),
    "unescaped": re.compile(r"\|\s*safe\b|autoescape\s+false"),
}
POSTS = re.compile(
    r"<form\b[^>]*method=[\"']?post[^>]*>.*?(?=<form\b|</form>|\Z)", re.DOTALL | re.IGNORECASE
)
TOKEN = 'name="token" value="{{ token }}"'
# Nobody is signed in whose token it could have; where it comes from is looked at all the same.
WITHOUT_TOKEN = {"sign_in.html", "second_step.html"}


def templates() -> Iterator[tuple[str, str]]:
    for each in TEMPLATES:
        yield each.relative_to(PAGES / "templates").as_posix(), COMMENT.sub("", each.read_text())


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_template_has(what):
    assert [name for name, text in templates() if FORBIDDEN[what].search(text)] == []


def test_every_form_that_is_sent_has_the_token():
    for name, text in templates():
        forms = [] if name in WITHOUT_TOKEN else POSTS.findall(text)
        assert all(TOKEN in form for form in forms), name


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("a style of its own", '<p style="color: red">'),
        ("a script of its own", "<script>alert(1)</script>"),
        ("a handler of its own", '<a onclick="go()">'),
        ("hx-on", '<a hx-on:click="go()">'),
        ("a value that is a script", "<a hx-vals='js:{a: 1}'>"),
        ("a filter in hx-trigger", '<a hx-trigger="keyup[ctrlKey]">'),
        ("another host", '<img src="//elsewhere.example/a.png">'),
        ("unescaped", "{{ name | safe }}"),
    ],
)
def test_it_would_be_found(what, text):
    assert FORBIDDEN[what].search(text)


def test_every_word_is_used_and_every_used_word_is_there(library: Library):
    for language in library.languages:
        areas = library.page_texts(language).areas
        there = {f"{area}.{key}" for area, file in areas.items() for key in file.texts}
        whole, begun = _used(set(areas))
        counted = {key for key in whole if {key + ONE, key + OTHER} <= there}
        assert whole - counted - there == set(), "no such words"
        assert [each for each in begun if not any(key.startswith(each) for key in there)] == []
        used = whole | {key + form for key in counted for form in (ONE, OTHER)}
        unused = {key for key in there - used if not key.startswith(tuple(begun))}
        assert unused == set(), "words that nobody says"


def _used(areas: set[str]) -> tuple[set[str], set[str]]:
    """Return the keys that templates and modules name, and the beginnings of those they put
    together: what is followed by a brace, or ends with an underscore or a dot."""
    literal = re.compile(rf"[\"']((?:{'|'.join(areas)})\.[a-z0-9_]*)(?=([\"'{{]))")
    whole, begun = set(), set()
    for file in (*TEMPLATES, *EXPORTS.rglob("*.html"), *_modules()):
        for key, end in literal.findall(COMMENT.sub("", file.read_text())):
            if not key.endswith(".html"):
                (begun if end == "{" or key[-1] in "_." else whole).add(key)
    return whole, begun


def _modules() -> list[Path]:
    # What pages and copies of data say alike, the copies, and the page that the link of an invite
    # leads to, which no therapist sees.
    alike, invites = (
        ROOT / "api" / each for each in ("library/wording.py", "accounts/routes/invites.py")
    )
    others = (alike, *sorted(EXPORTS.rglob("*.py")), invites)
    return [*sorted(PAGES.rglob("*.py")), *others]
