"""What a page weighs over the wire when a browser opens it for the first time."""

import re

import pytest

from tests.acting.care import Care
from tests.acting.pasts import ago, store_check_ins
from tests.pages.browsing import Browser

MOST_BYTES = 60_000
LOADED = re.compile(r'(?:href|src)="(/static/[^"]+)"')
WHOLE = {"pain_average": 4, "pain_worst": 6, "sleep_quality": 5, "sleep_hours": 7.5, "stress": 3}


@pytest.mark.parametrize("path", ["/", "/clients/{ana}"])
async def test_a_page_with_all_that_it_loads_is_light(care: Care, ben: Browser, path: str) -> None:
    days = [WHOLE | {"pain_average": n % 9, "note": f"Day {n}."} for n in range(92)]
    await store_check_ins(care, ago(91), days)
    await care.prescribe("10:00")
    shown = await ben.open(path.format(ana=care.ana.id))
    assets = set(LOADED.findall(shown.text))
    assert assets
    answers = [shown, *[await ben.http.get(each.replace("&amp;", "&")) for each in assets]]
    weights = {each.url.path: int(each.headers["content-length"]) for each in answers}
    assert sum(weights.values()) <= MOST_BYTES, weights
    assert shown.headers["content-encoding"] == "gzip"
