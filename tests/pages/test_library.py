"""The library on its pages: searched, read and looked at."""

import re

from markupsafe import escape

from api.library import load


async def test_every_filter_and_word_narrows_the_search(ben):
    assert " items</h2>" in (await ben.open("/library")).text
    found = (await ben.open("/library?region=neck&kind=strength&q=CHIN-tuck")).text
    assert 'href="/library/chin-tuck"' in found
    assert "1 item<" in found
    assert "cat-cow" not in found
    assert '<option value="neck" selected>' in found
    assert "Nothing in the library" in (await ben.open("/library?q=zzz")).text
    assert (await ben.open("/library?region=nowhere&more=1")).status_code == 200


async def test_the_filters_say_how_many_each_would_find(ben):
    page = (await ben.open("/library?region=neck&kind=strength&q=chin+tuck")).text
    assert '<option value="neck" selected>Neck (' in page
    assert '<option value="strength" selected>Strength and control (' in page
    assert '<option value="calf"' not in page
    for name in ("condition", "root_cause", "factor", "equipment", "position", "level"):
        assert f'<select id="{name}" name="{name}">' in page
    # What finds nothing stays chosen, to be seen and taken back.
    none = (await ben.open("/library?region=jaw&q=calf")).text
    assert '<option value="jaw" selected>Jaw (0)' in none


async def test_filters_that_are_seldom_used_are_folded_until_one_is(ben):
    assert '<details class="fold"><summary>' in (await ben.open("/library")).text
    assert '<details class="fold" open><summary>' in (await ben.open("/library?level=easy")).text


async def test_the_words_found_stand_out_and_what_is_typed_is_never_markup(ben):
    page = (await ben.open("/library?q=chjn")).text
    assert "<mark>Chin</mark> tuck" in page
    page = (await ben.open("/library?q=%3Cb%3Echin")).text
    assert "<b>" not in page
    assert 'value="&lt;b&gt;chin"' in page


async def test_the_search_of_the_plan_finds_the_same(care, ben):
    for query in ("", "?q=necks&level=easy", "?q=cuelo", "?equipment=chair&position=seated"):
        library = (await ben.open(f"/library{query}")).text
        plan = (await ben.open(f"/clients/{care.ana.id}/plan/add{query}")).text
        slugs = re.findall(r'<h3><a href="/library/([a-z-]+)"', library)
        assert slugs
        assert re.findall(r'/plan/add/([a-z-]+)"', plan) == slugs


async def test_an_item_tells_what_to_do_what_forbids_it_and_on_what_it_rests(ben):
    page = (await ben.open("/library/chin-tuck")).text
    item = load().exercise("chin-tuck")
    assert item is not None
    text = item.text["en"]
    said = (*text.steps, *text.cues, text.easier, text.safe_stop, item.media[0].alt["en"])
    for words in (*said, *(each.citation for each in item.evidence), *item.targets):
        assert escape(words) in page
    for words in (
        "A broken bone",
        "<dt>Sides</dt><dd>No side</dd>",
        "<dt>Position</dt><dd>Sitting</dd>",
        "<dt>Level</dt><dd>Easy</dd>",
        "<dt>Equipment</dt><dd>A chair</dd>",
        "<dt>Reviewer</dt><dd>Nobody yet</dd>",
        f"<dt>Version</dt><dd>{item.version}</dd>",
    ):
        assert words in page
    for path in ("/library/nothing", "/library/chin-tuck?version=0.0.1"):
        assert (await ben.open(path)).status_code == 404


async def test_a_picture_is_drawn_for_who_is_signed_in_and_kept_by_her_alone(ben, new_browser):
    shown = await ben.open("/library/chin-tuck/picture.svg")
    assert shown.headers["content-type"] == "image/svg+xml"
    assert shown.headers["cache-control"].startswith("private")
    assert shown.text.startswith("<svg")
    stranger = await new_browser().http.get("/library/chin-tuck/picture.svg")
    assert stranger.status_code == 303
