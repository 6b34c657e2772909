"""The library on its pages: searched, read and looked at."""


async def test_every_filter_and_word_narrows_the_search(ben):
    assert "12 items" in (await ben.open("/library")).text
    found = (await ben.open("/library?region=neck&kind=strength&q=CHIN")).text
    assert 'href="/library/chin-tuck"' in found
    assert "1 item<" in found
    assert "cat-cow" not in found
    assert '<option value="neck" selected>' in found
    assert "Nothing in the library" in (await ben.open("/library?q=zzz")).text
    assert (await ben.open("/library?region=nowhere&more=1")).status_code == 200


async def test_an_item_tells_what_to_do_what_forbids_it_and_on_what_it_rests(ben):
    page = (await ben.open("/library/chin-tuck")).text
    for words in (
        "Sit tall on a chair",
        "Slide back, do not nod down.",
        "A broken bone",
        "Common practice. No study of this exact dose is cited.",
        "A person seen from the side",
    ):
        assert words in page
    assert (await ben.open("/library/nothing")).status_code == 404


async def test_a_picture_is_drawn_for_who_is_signed_in_and_kept_by_her_alone(ben, new_browser):
    shown = await ben.open("/library/chin-tuck/picture.svg")
    assert shown.headers["content-type"] == "image/svg+xml"
    assert shown.headers["cache-control"].startswith("private")
    assert shown.text.startswith("<svg")
    stranger = await new_browser().http.get("/library/chin-tuck/picture.svg")
    assert stranger.status_code == 303
