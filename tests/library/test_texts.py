"""The fixed texts: what they must say, and what they must never say."""

import re

import pytest

from api.library import Library
from api.library.vocabularies import Group
from api.library.words import Page

LANGUAGES = ["en", "es"]
LEVELS = ["emergency", "urgent", "exercise_stop", "crisis_line"]
PRIVATE: list[Group] = [
    "regions", "body_map_roles", "conditions", "root_causes", "factors", "kinds", "red_flags",
    "contraindications", "stop_codes", "stop_signs", "positions", "equipment",
]  # fmt: skip
SMALL_WORDS = {"a", "de", "in", "is", "los", "next", "on", "un"}
# All that a push ever says: everyday words, none of which tells what it is about.
EVERYDAY = {
    "en": """
        a account activity are arrive brief check daily for in ins is message messages
        next on otherwise phone questions ready reminder sign signed someone test this
        time using was weekly when you your
    """,
    "es": """
        a actividad alguien cuenta de diario dudas es esperan este fuiste hay hora hoy
        inicio inició leerlo listo llegan los mensaje mensajes preguntas prueba próxima
        puedes recordatorio registro resumen revisa semanal semanales sesiones sesión si
        te teléfono tu tus tú un usando ya
    """,
}
LOCAL_NUMBER = {"en": "your local emergency number", "es": "tu número local de emergencias"}

REASSURING = re.compile(
    r"\bsafe|segur[oa]|diagn|do not worry|no te preocupes|probabl", re.IGNORECASE
)


def words_of(*texts: str) -> set[str]:
    return {word for text in texts for word in re.findall(r"[^\W\d_]+", text.casefold())}


@pytest.mark.parametrize("locale", LANGUAGES)
def test_a_push_names_nothing_of_the_library_or_the_vocabulary(
    library: Library, locale: str
) -> None:
    health: set[str] = set()
    for language in LANGUAGES:
        groups = library.vocabulary(language).groups
        health |= words_of(*(f"{e.code} {e.text}" for name in PRIVATE for e in groups[name]))
    health |= words_of(*(target for item in library.exercises.values() for target in item.targets))
    health |= words_of("pain dolor therapy terapia exercise ejercicio stretch therapist terapeuta")
    said = words_of(*library.push_texts(locale).as_dict().values())
    assert said & (health - SMALL_WORDS) == set()


@pytest.mark.parametrize("locale", LANGUAGES)
def test_a_push_says_everyday_words_and_the_name_of_no_item(library: Library, locale: str) -> None:
    texts = library.push_texts(locale).as_dict().values()
    assert words_of(*texts) == words_of(EVERYDAY[locale])
    said = " ".join(texts).casefold()
    for item in library.exercises.values():
        names = {item.slug, item.slug.replace("-", " "), *(t.name for t in item.text.values())}
        assert not [name for name in names if name.casefold() in said], item.slug


def test_both_languages_push_the_same_keys(library: Library) -> None:
    english, spanish = (library.push_texts(locale) for locale in LANGUAGES)
    assert (english.language, spanish.language) == ("en", "es")
    assert english.as_dict().keys() == spanish.as_dict().keys()
    assert english.as_dict()["reminder_body"] == "Time for your next activity"
    assert library.push_texts("fr").language == "en"


@pytest.mark.parametrize("locale", LANGUAGES)
@pytest.mark.parametrize("key", LEVELS)
def test_a_safety_text_never_reassures_or_diagnoses(
    library: Library, locale: str, key: str
) -> None:
    text = next(t for t in library.safety_texts(locale).as_list() if t["key"] == key)
    said = f"{text['title']} {text['body']} {text['note']}"
    assert not REASSURING.search(said)
    assert "{" not in said
    assert LOCAL_NUMBER[locale] in text["body"]


@pytest.mark.parametrize("locale", LANGUAGES)
def test_the_known_number_of_the_country_replaces_the_general_words(
    library: Library, locale: str
) -> None:
    body = library.safety_texts(locale).text("emergency", "112").body
    assert "112" in body
    assert LOCAL_NUMBER[locale] not in body


@pytest.mark.parametrize(("locale", "words"), [("en", "Nobody watches"), ("es", "Nadie mira")])
def test_every_safety_text_says_that_nobody_watches_live(
    library: Library, locale: str, words: str
) -> None:
    texts = library.safety_texts(locale).as_list()
    assert [text["key"] for text in texts] == LEVELS
    assert all(text["note"].startswith(words) for text in texts)


def test_a_red_flag_gets_the_text_of_its_level_or_its_own(library: Library) -> None:
    safety = library.safety_texts("en")
    assert safety.key_of_red_flag("major_trauma", "emergency") == "emergency"
    assert safety.key_of_red_flag("constant_night_pain", "urgent") == "urgent"
    assert safety.key_of_red_flag("thoughts_of_suicide", "emergency") == "crisis_line"


def test_texts_are_drafts_until_somebody_signs_them(library: Library) -> None:
    pages: list[Page] = [
        *library.safety.values(),
        *library.push.values(),
        *library.vocabularies.values(),
    ]
    assert {(page.review_state, page.reviewer) for page in pages} == {("draft", None)}
