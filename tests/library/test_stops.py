"""When to stop: each caution is a stop as well, and says whom to tell."""

import re

import pytest

from api.library import Exercise, Library
from tests.library.items import prescribable

# What an item must not be done with, and the code by which it is stopped.
STOPS = {
    "blood_thinner": "wound_fracture_clot_or_blood_thinner",
    "fall_risk": "fall_risk",
    "fluid_or_diet_restriction": "fluid_or_diet_restriction",
    "hernia": "pregnancy_breath_holding_or_hernia",
    "hip_replacement": "hip_replacement",
    "jaw_locking": "jaw_locking",
    "knee_cannot_kneel": "wrist_or_knee_pain",
    "neck_artery_warning": "neck_artery_or_recent_trauma",
    "numb_foot": "numb_foot_or_wound",
    "numb_or_swollen_skin": "numb_or_swollen_skin",
    "osteoporosis": "osteoporosis",
    "recent_neck_trauma": "neck_artery_or_recent_trauma",
    "shoulder_instability": "shoulder_slips",
    "wrist_cannot_bear_weight": "wrist_or_knee_pain",
}
# Whom a client turns to.
TOLD = {
    "en": re.compile(r"therapist|doctor|medical help"),
    "es": re.compile(r"terapeuta|médico|ayuda médica"),
}
URGENT = {"en": "call for urgent help", "es": "pide ayuda urgente"}
NECK = {"neck", "head"}


def left_out(item: Exercise) -> set[str]:
    """Return the stop codes that the cautions of an item ask for and that it has not."""
    return {STOPS[code] for code in item.contraindications if code in STOPS} - {*item.stop_codes}


def test_what_an_item_must_not_be_done_with_stops_it_as_well(library: Library) -> None:
    found = {item.slug: left_out(item) for item in prescribable(library)}
    assert {slug: codes for slug, codes in found.items() if codes} == {}


def test_a_stop_that_is_left_out_would_be_found(library: Library) -> None:
    item = library.pinned("cat-cow", library.latest["cat-cow"])
    bare = item.model_copy(update={"stop_codes": ()})
    assert left_out(bare) >= {"osteoporosis", "neck_artery_or_recent_trauma"}


@pytest.mark.parametrize("language", sorted(TOLD))
def test_who_stops_is_told_whom_to_turn_to(library: Library, language: str) -> None:
    silent = [
        item.slug
        for item in prescribable(library)
        if not TOLD[language].search(item.text[language].safe_stop)
    ]
    assert silent == []


@pytest.mark.parametrize("language", sorted(URGENT))
def test_signs_of_a_neck_artery_are_urgent(library: Library, language: str) -> None:
    necks = [
        item
        for item in prescribable(library)
        if "neck_artery_warning" in item.contraindications and NECK & {*item.regions}
    ]
    assert len(necks) >= 8
    calm = [item.slug for item in necks if URGENT[language] not in item.text[language].safe_stop]
    assert calm == []


def test_no_nerve_is_held_at_its_end(library: Library) -> None:
    glides = [item for item in prescribable(library) if item.kind == "nerve_glide"]
    assert len(glides) >= 3
    assert {item.slug: item.dose.hold_s for item in glides if item.dose.hold_s} == {}
