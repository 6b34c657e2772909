import json
import re

import pytest

from api.library import Library
from api.tables.safety import ALERT_KINDS

SIZES = {
    "red_flags": 16, "former_red_flags": 2, "root_causes": 5, "factors": 8, "conditions": 19,
    "kinds": 7, "weekdays": 7, "stop_signs": 4, "stop_codes": 18, "outcomes": 4,
    "body_map_roles": 2, "excuse_reasons": 3,
}  # fmt: skip


def test_both_languages_have_the_same_codes(library: Library) -> None:
    english, spanish = library.vocabulary("en"), library.vocabulary("es")
    assert english.groups.keys() == spanish.groups.keys()
    for group in english.groups:
        assert english.codes(group) == spanish.codes(group)
        assert english.codes(group)


@pytest.mark.parametrize(("group", "size"), SIZES.items())
def test_a_group_is_whole(library: Library, group: str, size: int) -> None:
    assert len(library.vocabulary("en").codes(group)) == size


def test_every_kind_of_alert_has_its_words(library: Library) -> None:
    for words in library.vocabularies.values():
        assert [entry.code for entry in words.groups["alert_kinds"]] == list(ALERT_KINDS)


def test_every_rule_of_an_alert_has_its_words(library: Library) -> None:
    found = {"above_weeks_before", "above_baseline", "high_or_hard_to_bear", "after_two_sessions"}
    found |= {"new_place", "new_tingling", "no_entry", "reminders_ignored"}
    # Told until definition version 2.
    found |= {"days_running", "meaningful_worsening"}
    for words in library.vocabularies.values():
        assert words.codes("alert_rules") == found


def test_every_red_flag_has_a_level(library: Library) -> None:
    words = library.vocabulary("en")
    levels = [words.level("red_flags", code) for code in words.codes("red_flags")]
    assert (levels.count("emergency"), levels.count("urgent")) == (9, 7)
    assert words.level("red_flags", "saddle_numbness") == "emergency"


def test_a_code_that_is_no_longer_asked_for_keeps_its_words_and_level(library: Library) -> None:
    words = library.vocabulary("en")
    former = words.codes("former_red_flags")
    assert former.isdisjoint(words.codes("red_flags"))
    # They are asked at the intake instead.
    assert former <= words.codes("contraindications")
    for code in former:
        assert words.name("red_flags", code) == words.text("former_red_flags", code)
        assert words.level_of_flag(code) == "urgent"
    assert words.name("red_flags", "bad_luck") is None
    assert words.name("regions", "neck") == "Neck"


def test_what_always_needs_a_clearance_is_marked(library: Library) -> None:
    always = library.vocabulary("es").at_level("contraindications", "always")
    assert always == {
        "post_surgical", "acute_injury", "suspected_clot", "fracture", "open_wound", "fever",
    }  # fmt: skip


def test_no_text_is_left_in_the_other_language(library: Library) -> None:
    english, spanish = library.vocabulary("en"), library.vocabulary("es")
    same = {
        entry.code
        for group in english.groups
        for entry in english.groups[group]
        if spanish.text(group, entry.code) == entry.text
    }
    assert same == {"osteoporosis"}


def test_it_is_ready_for_json(library: Library) -> None:
    shown = library.vocabulary("es-AR").as_dict()
    assert json.loads(json.dumps(shown)) == shown
    assert shown["language"] == "es"
    assert shown["groups"]["weekdays"][0] == {"code": "mon", "text": "lunes"}
    flag = shown["groups"]["red_flags"][0]
    assert flag.keys() == {"code", "text", "level"}


def test_an_unknown_language_is_served_in_english(library: Library) -> None:
    assert library.vocabulary("xx").language == library.vocabulary(None).language == "en"


def test_an_unknown_group_is_an_error(library: Library) -> None:
    with pytest.raises(KeyError):
        library.vocabulary("en").codes("moods")


def test_no_word_claims_or_reassures(library: Library) -> None:
    for words in library.vocabularies.values():
        for group in words.groups.values():
            assert not [e for e in group if re.search(r"\bsafe|segur[oa]\b|toxin|cure", e.text)]
