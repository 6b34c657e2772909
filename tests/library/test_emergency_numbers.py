"""The numbers to call and who goes on after a red flag: checked when they are read."""

from pathlib import Path
from zoneinfo import available_timezones

import pytest

from api.library import ContentError, Library, load
from api.rules.countries import country_of
from tests.library.conftest import Edit

NUMBERS, SAFETY, CHIN = "safety/numbers.yaml", "safety/en.yaml", "exercises/chin-tuck.yaml"

BROKEN = {
    "a country in small letters": (NUMBERS, "AT:", "at:", "numbers.at.[key]"),
    "a country of three letters": (NUMBERS, "AT:", "AUT:", "numbers.AUT.[key]"),
    "a number as a number": (NUMBERS, 'AT: "112"', "AT: 112", "numbers.AT"),
    "a number in words": (NUMBERS, 'AT: "112"', "AT: the police", "numbers.AT"),
    "a country twice": (NUMBERS, "AT:", "AU:", "numbers.AU"),
    "numbers reviewed by nobody": (NUMBERS, "draft", "clinician_reviewed", "reviewer"),
    "two numbers of which one is never named": (SAFETY, "(or {second})", "", "two_numbers"),
    "a text for an unknown stop sign": (
        SAFETY, "  chest_pain:", "  boredom:", "by_stop_sign.boredom"
    ),
    "a stop sign of one language": (
        SAFETY, "  chest_pain: emergency", "  chest_pain: urgent", "by_stop_sign"
    ),
    "an exercise that goes on after a red flag": (
        CHIN, "level: easy", "level: easy\nharmless: true", "harmless"
    ),
}  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new", "field"), BROKEN.values(), ids=BROKEN)
def test_what_is_broken_is_refused_naming_the_field(
    root: Path, edit: Edit, name: str, old: str, new: str, field: str
) -> None:
    edit(name, old, new)
    with pytest.raises(ContentError) as caught:
        load(root)
    assert caught.value.field == field


def test_without_the_numbers_nothing_starts(root: Path) -> None:
    (root / NUMBERS).unlink()
    with pytest.raises(ContentError, match=r"numbers\.yaml:1: file: "):
        load(root)


def test_a_number_changes_the_hash_of_the_content(root: Path, edit: Edit, library: Library) -> None:
    edit(NUMBERS, 'AT: "112"', 'AT: "144"')
    assert load(root).hash != library.hash


def test_the_numbers_that_are_known(library: Library) -> None:
    known = {"DE": "112", "US": "911", "CA": "911", "GB": "999", "AU": "000", "NZ": "111"}
    assert known.items() <= library.emergency_numbers.items()
    known = {"JP": "119", "AR": "107", "BR": "192", "NO": "113", "IN": "112", "MX": "911"}
    assert known.items() <= library.emergency_numbers.items()
    assert "ZZ" not in library.emergency_numbers


def test_a_country_whose_number_is_not_certain_has_none(library: Library) -> None:
    """Several numbers are told of them, or the one that is told does not bring an ambulance."""
    assert {"CU", "GH", "PE", "PY", "SM", "UY", "VA", "VE"}.isdisjoint(library.emergency_numbers)


def test_every_country_with_a_number_is_one_that_a_zone_can_lie_in(library: Library) -> None:
    countries = {country_of(name) for name in available_timezones()}
    assert library.emergency_numbers.keys() - countries == set()


def test_the_most_severe_text_comes_first_and_each_once(library: Library) -> None:
    texts = library.safety_texts("en")
    shown = texts.most_severe_first(["exercise_stop", "urgent", "emergency", "urgent"])
    assert [text.key for text in shown] == ["emergency", "urgent", "exercise_stop"]
    assert texts.keys_of_stop(["pain_rise", "dizziness"]) == {"exercise_stop"}
    assert texts.keys_of_stop(["chest_pain"]) == {"exercise_stop", "emergency"}


def test_only_a_habit_is_harmless(library: Library) -> None:
    harmless = {item.slug for item in library.exercises.values() if item.harmless}
    assert harmless == {"hydration"}
    assert {library.exercises[key].kind for key in library.exercises if key[0] in harmless} == {
        "habit"
    }
