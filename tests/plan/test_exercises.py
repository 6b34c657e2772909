from dataclasses import replace

import pytest

from api.library import FILTERS, Exercise, ExerciseText, Library, load
from api.plan.items import ExerciseOut
from tests.acting.care import body_of, problem, refusals

SLUG = "chin-tuck"
# How a picture is drawn is not shown, the picture is; and the texts are in one language.
IN_THE_FILE = (Exercise.model_fields.keys() | ExerciseText.model_fields.keys()) - {
    "terms",
    "pose",
    "text",
}


@pytest.fixture(scope="module")
def library() -> Library:
    """The library, but one item has two languages and versions, the others are English only."""
    real = load()
    only_english = {key: in_english(item) for key, item in real.exercises.items()}
    older = only_english[SLUG, "1.0.0"]
    newer = in_spanish(older).model_copy(update={"version": "1.1.0"})
    items = only_english | {(SLUG, "1.1.0"): newer}
    return replace(real, exercises=items, latest=real.latest | {SLUG: "1.1.0"})


def in_english(item: Exercise) -> Exercise:
    return item.model_copy(update={"text": {"en": item.text["en"]}})


def in_spanish(item: Exercise) -> Exercise:
    spanish = item.text["en"].model_copy(update={"name": "Mentón atrás"})
    picture = item.media[0].model_copy(update={"alt": item.media[0].alt | {"es": "Una persona."}})
    return item.model_copy(
        update={"text": item.text | {"es": spanish}, "media": (picture, *item.media[1:])}
    )


async def found(care, **facets) -> set[str]:
    answer = body_of(await care.ana.get("/v1/exercises", params=facets))
    assert answer["next_cursor"] is None
    return {row["slug"] for row in answer["items"]}


async def test_each_filter_finds_the_items_that_have_its_code(care, library):
    everything = library.search()
    assert await found(care) == {item.slug for item in everything}
    for name, (field, _) in FILTERS.items():
        code = {"region": "neck", "condition": "neck_pain"}.get(name) or some_code(library, field)
        having = {item.slug for item in everything if code in codes_of(item, field)}
        assert await found(care, **{name: code}) == having


async def test_all_filters_and_words_must_match(care):
    assert await found(care, region="neck", level="easy", position="seated", q=SLUG) == {SLUG}
    assert await found(care, region="calf", q=SLUG) == set()
    assert await found(care, region="tail") == set()


def some_code(library: Library, field: str) -> str:
    return next(code for item in library.search() for code in codes_of(item, field))


def codes_of(item: Exercise, field: str) -> tuple[str, ...]:
    value = getattr(item, field)
    return (value,) if isinstance(value, str) else value


async def test_words_are_found_in_any_language_whatever_their_case_and_accents(care):
    assert SLUG in await found(care, q="CHÍN")
    assert await found(care, q="mentón atras") == {SLUG}
    assert SLUG in await found(care, q="Mentones")
    assert await found(care, q="chin-tuck") == await found(care, q="chjn tuck") == {SLUG}
    assert await found(care, q="mentón xylophone") == set()


async def test_a_facet_that_no_code_can_be_is_refused(care):
    for params, refusal in (
        ({"region": "Neck!"}, ("/query/region", "string_pattern_mismatch")),
        ({"q": "x" * 101}, ("/query/q", "too_long")),
    ):
        assert refusals(await care.ana.get("/v1/exercises", params=params)) == [refusal]


async def test_facets_count_what_each_filter_would_find(care):
    async def facets(**asked: str) -> dict[str, dict[str, int]]:
        answer = body_of(await care.ana.get("/v1/exercises", params=asked))["facets"]
        assert answer.keys() == FILTERS.keys()
        return {
            name: {each["code"]: each["count"] for each in counts}
            for name, counts in answer.items()
        }

    for asked in ({}, {"region": "neck"}, {"region": "neck", "q": "chin", "kind": "strength"}):
        for name, counts in (await facets(**asked)).items():
            for code, count in counts.items():
                assert len(await found(care, **asked | {name: code})) == count > 0


async def test_a_row_tells_enough_to_choose_by_and_no_more(care):
    rows = body_of(await care.ana.get("/v1/exercises", params={"q": SLUG}))["items"]
    assert rows == [
        {
            "slug": SLUG,
            "version": "1.1.0",
            "review_state": "draft",
            "kind": "strength",
            "name": "Chin tuck",
            "language": "en",
            "regions": ["neck", "head"],
            "position": "seated",
            "level": "easy",
            "equipment": ["chair"],
            "picture": f"/v1/exercises/{SLUG}/picture.svg?version=1.1.0",
        }
    ]


async def test_an_item_is_read_with_all_that_its_file_holds(care, library):
    assert ExerciseOut.model_fields.keys() >= IN_THE_FILE
    item = body_of(await care.ben.get(f"/v1/exercises/{SLUG}"))
    assert item["dose"] == {
        "sets": 2,
        "reps": 10,
        "hold_s": 5,
        "duration_min": None,
        "per_day": 2,
        "days_per_week": 7,
        "tempo": "slow",
    }
    assert (item["name"], item["language"], item["version"]) == ("Chin tuck", "en", "1.1.0")
    assert (item["kind"], item["regions"], item["max_pain"]) == ("strength", ["neck", "head"], 5)
    assert item["steps"]
    assert item["contraindications"]
    alt = library.exercises[SLUG, "1.1.0"].media[0].alt["en"]
    assert item["media"] == [{"file": "chin-tuck.svg", "alt": alt, "licence": "Apache-2.0"}]
    shown = [item[name] for name in ("sides", "position", "level", "equipment")]
    assert shown == ["not_sided", "seated", "easy", ["chair"]]
    assert (item["review_state"], item["reviewer"], item["harmless"]) == ("draft", None, False)
    assert item["targets"] == ["deep neck flexors"]
    assert item["stop_codes"] == ["neck_artery_or_recent_trauma"]
    assert item["evidence"][0].keys() == {
        "citation",
        "url",
        "certainty",
        "population",
        "dose_match",
    }


async def test_an_older_version_can_be_asked_for_and_an_unknown_one_is_absent(care):
    path = f"/v1/exercises/{SLUG}"
    assert body_of(await care.ana.get(path))["version"] == "1.1.0"
    assert body_of(await care.ana.get(path, params={"version": "1.0.0"}))["version"] == "1.0.0"
    absent = (404, "not_found")
    assert problem(await care.ana.get(path, params={"version": "9.9.9"})) == absent
    assert problem(await care.ana.get("/v1/exercises/chin-tick")) == absent
    assert problem(await care.ana.get("/v1/exercises/chin-tick/picture.svg")) == absent
    odd = await care.ana.get(path, params={"version": "newest"})
    assert refusals(odd) == [("/query/version", "string_pattern_mismatch")]


async def test_the_text_is_in_the_best_language_there_is_and_names_it(care):
    async def read(wish: str | None = None) -> tuple[str, str]:
        headers = {"accept-language": wish} if wish else {}
        item = body_of(await care.ana.get(f"/v1/exercises/{SLUG}", headers=headers))
        return item["language"], item["name"]

    english, spanish = ("en", "Chin tuck"), ("es", "Mentón atrás")
    assert await read() == english
    assert await read("es-MX, en;q=0.5") == spanish
    assert await read("fi, es;q=0.8") == spanish
    assert await read("fi") == english
    body_of(await care.ana.patch("/v1/me", {"locale": "es"}))
    assert await read() == spanish
    assert await read("fi") == spanish
    assert await read("en") == english


async def test_an_item_without_a_translation_comes_in_english_and_says_so(care):
    rows = body_of(await care.ana.get("/v1/exercises", headers={"accept-language": "es"}))["items"]
    languages = {row["slug"]: row["language"] for row in rows}
    assert languages.pop(SLUG) == "es"
    assert set(languages.values()) == {"en"}


async def test_a_picture_is_an_svg_with_its_words_inside(care):
    path = body_of(await care.ana.get(f"/v1/exercises/{SLUG}"))["picture"]
    picture = await care.ana.get(path)
    assert picture.headers["content-type"].startswith("image/svg+xml")
    assert picture.text.startswith("<svg")
    assert "Chin tuck" in picture.text
    again = await care.ana.get(path, headers={"if-none-match": picture.headers["etag"]})
    assert (again.status_code, again.text) == (304, "")
    spanish = await care.ana.get(path, headers={"accept-language": "es"})
    assert spanish.text != picture.text


async def test_an_older_version_has_its_own_picture(care, app):
    old = body_of(await care.ana.get(f"/v1/exercises/{SLUG}", params={"version": "1.0.0"}))
    assert old["picture"].endswith("?version=1.0.0")
    shown = await care.ana.get(old["picture"], headers={"accept-language": "es"})
    assert "<title>Chin tuck</title>" in shown.text
    unknown = await care.ana.get(f"/v1/exercises/{SLUG}/picture.svg?version=9.9.9")
    assert problem(unknown) == (404, "not_found")


@pytest.mark.parametrize(
    "path",
    [
        "/v1/exercises",
        "/v1/exercises?q=neck&level=easy",
        f"/v1/exercises/{SLUG}",
        f"/v1/exercises/{SLUG}?version=1.0.0",
        f"/v1/exercises/{SLUG}/picture.svg?version=1.0.0",
        "/v1/vocabulary",
    ],
)
async def test_what_is_known_already_is_not_sent_again(care, path):
    first = await care.ana.get(path)
    etag = first.headers["etag"]
    again = await care.ana.get(path, headers={"if-none-match": etag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    assert again.headers["cache-control"] == first.headers["cache-control"] == "private, no-cache"
    stale = await care.ana.get(path, headers={"if-none-match": '"old"'})
    assert (stale.status_code, stale.content) == (200, first.content)


async def test_the_vocabulary_lists_every_group_with_its_texts(care, library):
    english = body_of(await care.ana.get("/v1/vocabulary"))
    spanish = body_of(await care.ana.get("/v1/vocabulary", headers={"accept-language": "es"}))
    assert (english["language"], spanish["language"]) == ("en", "es")
    assert english == library.vocabulary("en").as_dict()
    reasons = {entry["code"]: entry["text"] for entry in english["groups"]["skip_reasons"]}
    assert reasons["no_time"] == "I had no time"
    for group, entries in english["groups"].items():
        codes = [entry["code"] for entry in entries]
        assert codes == [entry["code"] for entry in spanish["groups"][group]]
