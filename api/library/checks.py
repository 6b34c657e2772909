"""What a well-formed item must also satisfy: known codes, complete translations, safe doses."""

from collections.abc import Iterator

from api.library.exercises import Exercise, ExerciseText, Translation
from api.library.files import Data, Where
from api.library.languages import DEFAULT
from api.library.vocabularies import Vocabulary
from api.library.words import unsigned

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
    """Yield each fault as its field and a reason; unknown codes are told by `unknown_codes`."""
    yield from _dose(exercise)
    yield from _texts(exercise)
    yield from _cautions(exercise, words)
    yield from unsigned(exercise)
    if exercise.terms:
        yield ("terms",), "stands in the folder terms"


def unknown_codes(data: Data, words: Vocabulary) -> Iterator[Problem]:
    """Yield each code that is not known or comes twice, of a file that may be malformed."""
    for field, group in LISTS.items():
        codes = _get(data, field)
        for i, code in enumerate(codes if isinstance(codes, list) else ()):
            yield from _known((field, i), code, words.codes(group))
            if isinstance(codes, list) and code in codes[:i]:
                yield (field, i), f"{code!r} comes twice"
    for field, group in SINGLES.items():
        yield from _known((field,), _get(data, field), words.codes(group))
    yield from _known(("dose", "tempo"), _get(data, "dose", "tempo"), words.codes("tempos"))
    evidence = _get(data, "evidence")
    for i, each in enumerate(evidence if isinstance(evidence, list) else ()):
        at = ("evidence", i, "certainty")
        yield from _known(at, _get(each, "certainty"), words.codes("certainties"))


def mistranslated(into: Translation, exercise: Exercise) -> Iterator[Problem]:
    """Yield each way in which a translation has not the form of its item."""
    if into.language in exercise.text:
        yield ("language",), "the item has a text in this language already"
    if DEFAULT in exercise.text:
        for field in _of_other_length(into.text, exercise.text[DEFAULT]):
            yield ("text", field), "not as many as in English"
    if len(into.alt) != len(exercise.media):
        yield ("alt",), "not as many as the item has pictures"


def _get(data: Data, *path: str) -> Data:
    for name in path:
        data = data.get(name) if isinstance(data, dict) else None
    return data


def _known(where: Where, code: Data, codes: frozenset[str]) -> Iterator[Problem]:
    # What is no text, or left out, is told of where the form of the file is.
    if isinstance(code, str) and code not in codes:
        yield where, f"unknown code {code!r}"


def undrawn(exercise: Exercise) -> Iterator[Problem]:
    """Yield why an item cannot be drawn; it takes as long as drawing it."""
    try:
        exercise.picture(DEFAULT)
    except (ValueError, KeyError, ZeroDivisionError) as broken:
        yield ("pose",), f"cannot be drawn: {broken}"


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
        for field in _of_other_length(text, english):
            yield ("text", language, field), "not as many as in English"
        for i, media in enumerate(exercise.media):
            if language not in media.alt:
                yield ("media", i, "alt", language), "the picture has no words in this language"


def _of_other_length(text: ExerciseText, english: ExerciseText) -> list[str]:
    """Return the lists of a text that have not as many parts as in English."""
    return [
        field
        for field in ("steps", "cues")
        if len(getattr(text, field)) != len(getattr(english, field))
    ]


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
