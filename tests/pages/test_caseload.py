"""The caseload as a page: who needs a look first and why, found by name, sorted, page by page."""

import re

import pytest

from api.pages.routes import caseload
from tests.acting.care import Care, body_of
from tests.acting.pasts import ago, pain, session_on, store_check_ins
from tests.cast import Casting
from tests.pages.browsing import Browser
from tests.pages.conftest import signed_in
from tests.pages.test_brief import words

ROW = re.compile(r'<th scope="row" role="rowheader"><a href="/clients/[0-9a-f-]+">([^<]*)</a>')


def names(shown: str) -> list[str]:
    return ROW.findall(shown)


async def rename(care: Care, name: str) -> None:
    path = f"/v1/clients/{care.ana.id}"
    etag = body_of(await care.ben.get(path))["etag"]
    body_of(await care.ben.patch(path, {"name": name}, headers={"if-match": etag}))


@pytest.fixture
async def three(care: Care, casting: Casting) -> None:
    """Let Ben have a silent client, one who is worse, and one with nothing to look at."""
    for name, begun, told in (
        ("Silvia Díaz", 12, pain(*[4] * 7)),
        ("Walter Ölmann", 20, pain(*[3] * 7, *[None] * 7, *[6] * 7)),
    ):
        fresh = await care.of_someone_new(casting)
        await rename(fresh, name)
        await store_check_ins(fresh, ago(begun), told)
    await session_on(care, ago(-3), "planned")


async def test_who_needs_a_look_comes_first_and_the_row_says_why(
    care: Care, ben: Browser, three: None
) -> None:
    shown = (await ben.open("/")).text
    assert names(shown) == ["Silvia Díaz", "Walter Ölmann", "Ana"]
    silent, worse, quiet = (words(row) for row in shown.split('<tr role="row">')[2:])
    assert "Has fallen silent" in silent
    assert "6 days" in silent
    assert "Pain is up +3.0 points Clearly worse between +1.8 and +4.2" in worse
    assert "Nothing stands out" in quiet
    assert "Thu, Mar 5" in quiet


async def test_a_name_is_found_as_the_api_finds_names(
    care: Care, ben: Browser, three: None
) -> None:
    for asked in ("olmann", "wal ÖL", "Ölmann  walter"):
        shown = (await ben.open("/", params={"q": asked})).text
        listed = body_of(await care.ben.get("/v1/clients", params={"q": asked}))["items"]
        assert names(shown) == ["Walter Ölmann"] == [each["name"] for each in listed], asked
    nobody = words((await ben.open("/?q=%3Cnobody%3E")).text)
    assert "No client in your care is called “<nobody>”." in nobody
    assert "Show all" in nobody
    assert len(names((await ben.open("/?q=%20")).text)) == 3


@pytest.mark.parametrize(
    ("sort", "first"),
    [("name", "Ana"), ("next_appointment", "Ana"), ("days_silent", "Silvia"), ("change", "Walter")],
)
async def test_it_is_sorted_by_a_link(
    care: Care, ben: Browser, three: None, sort: str, first: str
) -> None:
    link = f"/?sort={sort}"
    assert f'href="{link}"' in (await ben.open("/")).text
    shown = (await ben.open(link)).text
    assert names(shown)[0].startswith(first)
    assert f'href="{link}" aria-current="true"' in shown
    assert (await ben.open("/?sort=luck")).status_code == 422


async def test_more_than_fit_come_page_by_page(
    care: Care, ben: Browser, three: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caseload, "ROWS", 2)
    path, seen = "/?sort=name", []
    while path:
        shown = (await ben.open(path)).text
        seen.append(names(shown))
        link = re.search(r'href="([^"]*cursor=[^"]*)"', shown)
        path = link[1].replace("&amp;", "&") if link else ""
    assert seen == [["Ana", "Silvia Díaz"], ["Walter Ölmann"]]
    assert 'href="/?sort=name"' in shown
    assert (await ben.open("/?sort=change&cursor=of.another.list")).status_code == 400


async def test_who_has_no_client_yet_is_led_to_the_first(care: Care, new_browser) -> None:
    body_of(await care.ben.post(f"/v1/clients/{care.ana.id}/discharge", {"reason": "completed"}))
    ben = await signed_in(care, new_browser(), care.ben, "ben@practice.example")
    shown = (await ben.open("/")).text
    assert '<a class="button primary" href="/clients/new">Add your first client</a>' in shown
    assert "<table" not in shown
