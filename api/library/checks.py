"""What a well-formed item must also satisfy: known codes, complete translations, safe doses."""

from collections.abc import Iterator

from api.library.exercises import Exercise
from api.library.files import Where
from api.library.languages import DEFAULT
from api.library.vocabularies import Vocabulary

Problem = tuple[Where, str]

LISTS = {
    "regions": "regions",
    "root_causes": "root_causes",
    "factors": "factors",
    "conditions": "conditions",
    "equipment": "equipment",
    "contraindications": "contraindications",
    "stop_codes": "stop_codes",
}
SINGLES = {
    "kind": "kinds",
    "sides": "exercise_sides",
    "position": "positions",
    "level": "levels",
}
LONGEST_RELEASE_S = 30
LYING = frozenset({"lying_back", "lying_front"})


def problems(exercise: Exercise, words: Vocabulary) -> Iterator[Problem]:
    """Yield each fault as its field and a reason."""
    yield from _codes(exercise, words)
    yield from _dose(exercise)
    yield from _texts(exercise)
    yield from _cautions(exercise, words)
    if exercise.review_state == "clinician_reviewed" and exercise.reviewer is None:
        yield ("reviewer",), "a reviewed item names its reviewer"
    try:
        exercise.picture(DEFAULT)
    except (ValueError, KeyError, ZeroDivisionError) as broken:
        yield ("pose",), f"cannot be drawn: {broken}"


def _codes(exercise: Exercise, words: Vocabulary) -> Iterator[Problem]:
    for field, group in LISTS.items():
        codes: tuple[str, ...] = getattr(exercise, field)
        for i, code in enumerate(codes):
            yield from _known((field, i), code, words.codes(group))
            if code in codes[:i]:
                yield (field, i), f"{code!r} comes twice"
    for field, group in SINGLES.items():
        yield from _known((field,), getattr(exercise, field), words.codes(group))
    if exercise.dose.tempo is not None:
        yield from _known(("dose", "tempo"), exercise.dose.tempo, words.codes("tempos"))
    for i, evidence in enumerate(exercise.evidence):
        at = ("evidence", i, "certainty")
        yield from _known(at, evidence.certainty, words.codes("certainties"))


def _known(where: Where, code: str, codes: frozenset[str]) -> Iterator[Problem]:
    if code not in codes:
        yield where, f"unknown code {code!r}"


def _dose(exercise: Exercise) -> Iterator[Problem]:
    hold = exercise.dose.hold_s
    if exercise.kind != "self_release":
        return
    if hold is None:
        yield ("dose", "hold_s"), "a self-release item states how long a spot is held"
    elif hold > LONGEST_RELEASE_S:
        yield ("dose", "hold_s"), f"self-release holds at most {LONGEST_RELEASE_S} s a spot"


def _texts(exercise: Exercise) -> Iterator[Problem]:
    english = exercise.text.get(DEFAULT)
    if english is None:
        yield ("text", DEFAULT), "the English text is missing"
        return
    for language, text in exercise.text.items():
        for field in ("steps", "cues"):
            if len(getattr(text, field)) != len(getattr(english, field)):
                yield ("text", language, field), "not as many as in English"
        for i, media in enumerate(exercise.media):
            if language not in media.alt:
                yield ("media", i, "alt", language), "the picture has no words in this language"


def _cautions(exercise: Exercise, words: Vocabulary) -> Iterator[Problem]:
    """Yield the contraindications that an exercise lacks, and a wrong `harmless`.

    Every exercise must list those that always need a clearance; one done lying also pregnancy.
    Habits and breathing ask for no movement that could harm a wound or a break.
    """
    if exercise.kind == "habit":
        return
    if exercise.harmless:
        yield ("harmless",), "only a habit goes on after a red flag"
    needed = set[str]()
    if exercise.kind != "breathing":
        needed |= words.at_level("contraindications", "always")
    if exercise.position in LYING:
        needed.add("pregnancy")
    for code in sorted(needed - set(exercise.contraindications)):
        yield ("contraindications",), f"{code!r} is missing"
