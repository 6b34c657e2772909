"""What a client reads of her own figures: short, in plain words, and never an alarm."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from api.library import Library
from api.rules.insights.own_words import CODES

LANGUAGES = ("en", "es")
MOST_WORDS = 25
THE_DATE = date(2026, 11, 27)
FACTS = {"on": THE_DATE, "weeks": 4, "days": 14, "n": 16, "due": 28, "logged": 20}
# Beginnings of words, in both languages.
JARGON = (
    "adher",
    "associat",
    "asociaci",
    "average",
    "basal",
    "baseline",
    "categor",
    "confian",
    "confiden",
    "correla",
    "flare",
    "interval",
    "median",
    "mean",
    "pendiente",
    "percent",
    "porcent",
    "promedio",
    "signific",
    "slope",
    "spearman",
    "spike",
    "statist",
    "estad",
    "theil",
    "trend",
)
ALARMING = (
    "alarm",
    "awful",
    "bad",
    "crisis",
    "danger",
    "empeor",
    "emergen",
    "fail",
    "fracas",
    "grave",
    "horr",
    "jamás",
    "mal",
    "never",
    "nunca",
    "peligr",
    "peor",
    "risk",
    "riesgo",
    "serious",
    "sever",
    "terri",
    "urgen",
    "warn",
    "wors",
)
# No diagnosis, and no advice on medicine.
CLINICAL = (
    "diagn",
    "dose",
    "dosis",
    "drug",
    "medic",
    "pill",
    "pastilla",
    "tablet",
    "treat",
    "trata",
)
HIGHER = {"en": ("higher", "up", "more"), "es": ("mayor", "subir", "aument", "más dolor")}
OF_MORE_PAIN = {"change_small_worsening", "change_meaningful_worsening", "slope_rising"}


def texts(library: Library, language: str) -> Iterator[tuple[str, str]]:
    """Yield the code and the text of all that a client may be told."""
    page = library.insight_texts(language)
    for code, names in CODES.items():
        yield code, page.sentence(code, {name: FACTS[name] for name in names})


def begins(text: str, beginnings: tuple[str, ...]) -> list[str]:
    """Return those that a word of a text begins with."""
    return [each for each in beginnings if re.search(rf"\b{each}", text.casefold())]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_is_short_and_in_plain_words(library: Library, language: str) -> None:
    for code, text in texts(library, language):
        for sentence in re.split(r"(?<=[.;]) ", text):
            assert len(sentence.split()) <= MOST_WORDS, code
        assert text.endswith("."), code
        assert not begins(text, JARGON), code
        assert not set("%!¡?{}") & set(text), code


@pytest.mark.parametrize("language", LANGUAGES)
def test_none_is_an_alarm_a_diagnosis_or_advice_on_medicine(
    library: Library, language: str
) -> None:
    for code, text in texts(library, language):
        assert not begins(text, ALARMING + CLINICAL), code


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_a_worsening_is_told_in_words_of_more_pain(library: Library, language: str) -> None:
    for code, text in texts(library, language):
        if code in OF_MORE_PAIN:
            assert begins(text, HIGHER[language]), code
        elif not code.startswith(("stress_", "expected")):
            assert not begins(text, HIGHER[language]), code


def test_a_small_worsening_is_the_same_or_slightly_more(library: Library) -> None:
    english, spanish = (library.insight_texts(language).own for language in LANGUAGES)
    assert english["change_small_worsening"].endswith(
        "about the same as when you started, or slightly higher."
    )
    assert english["change_small_worsening"].startswith(english["change_no_clear_change"][:-1])
    assert spanish["change_small_worsening"].startswith(spanish["change_no_clear_change"][:-1])


def test_claims_are_of_her_pain_and_claim_no_cause(library: Library) -> None:
    for language, rest in (("en", "This does not show cause."), ("es", "no demuestra una causa.")):
        said = dict(texts(library, language))
        claims = [
            said[f"{of}_pain_{how}"] for of in ("sleep", "stress") for how in ("less", "more")
        ]
        assert len(set(claims)) == len(claims)
        assert all("16" in claim and claim.endswith(rest) for claim in claims)
    assert dict(texts(library, "en"))["sleep_pain_less"] == (
        "On days after better sleep your pain tended to be lower (16 days). "
        "This does not show cause."
    )


def test_no_two_sentences_are_alike(library: Library) -> None:
    for language in LANGUAGES:
        said = [text for _, text in texts(library, language)]
        assert len(set(said)) == len(said)


def test_a_date_is_said_as_people_say_it(library: Library) -> None:
    english, spanish = (library.insight_texts(language) for language in LANGUAGES)
    assert (english.day(THE_DATE), spanish.day(THE_DATE)) == ("27 November", "27 de noviembre")
    assert (english.day(date(2027, 3, 1)), spanish.day(date(2027, 3, 1))) == (
        "1 March",
        "1 de marzo",
    )
    whole_year = {THE_DATE + timedelta(days=n) for n in range(365)}
    assert len({spanish.day(on) for on in whole_year}) == len(whole_year)
