"""A small library of a test's own, which does not change as the real one grows."""

from typing import Any

from api.library import Exercise, Library, Shelf

BARE: dict[str, Any] = {
    "targets": (), "root_causes": (), "factors": (), "conditions": (), "equipment": (),
    "kind": "mobility", "position": "seated", "level": "easy", "review_state": "draft",
}  # fmt: skip
ITEMS: dict[str, tuple[dict[str, Any], dict[str, Any], dict[str, Any]]] = {
    "neck-turn": (
        {"regions": ("neck",), "conditions": ("neck_pain",), "equipment": ("chair",)},
        {"name": "Neck turn", "why": "It lets you look behind you again.", "steps": ("Drop it.",)},
        {"name": "Giro de cuello", "why": "Te deja mirar atrás.", "steps": ("Gira.",)},
    ),
    "shoulder-roll": (
        {"regions": ("shoulder", "neck"), "conditions": ("shoulder_pain",), "level": "medium"},
        {"name": "Shoulder roll", "why": "Stiff from typing? This helps.", "steps": ("Roll.",)},
        {"name": "Círculos de hombros", "why": "Alivia la tensión.", "steps": ("Sube.",)},
    ),
    "calf-stretch": (
        {
            "regions": ("calf",), "conditions": ("calf_cramp", "plantar_fascia"),
            "kind": "stretch", "equipment": ("wall",), "position": "standing",
            "factors": ("sleep",), "targets": ("gastrocnemius",),
        },
        {"name": "Calf stretch", "why": "It calms cramps.", "steps": ("Lean your shoulder in.",)},
        {"name": "Estirar la pantorrilla", "why": "Calma los calambres.", "steps": ("Da uno.",)},
    ),
    "slow-breathing": (
        {
            "regions": ("chest",), "conditions": ("headache",), "kind": "breathing",
            "position": "lying_back", "level": "hard", "root_causes": ("trigger_points",),
        },
        {"name": "Slow breathing", "why": "A calm neck follows.", "steps": ("Breathe marvels.",)},
        {"name": "Respiración lenta", "why": "El cuello se afloja.", "steps": ("Respira.",)},
    ),
}  # fmt: skip

# What nobody looks for.
QUIET: dict[str, Any] = {"steps": (), "cues": (), "easier": "", "harder": ""}


def items(library: Library) -> list[Exercise]:
    """Return its items, made from a real one, the last first."""
    real = library.exercise("chin-tuck")
    assert real is not None
    text = real.text["en"]
    return [
        real.model_copy(
            update={
                "slug": slug,
                **BARE,
                **codes,
                "text": {
                    "en": text.model_copy(update=QUIET | english),
                    "es": text.model_copy(update=QUIET | spanish),
                },
            }
        )
        for slug, (codes, english, spanish) in reversed(ITEMS.items())
    ]


def shelf(library: Library, **changed: dict[str, Any]) -> Shelf:
    """Return them on a shelf, some of them changed."""
    found = [
        item.model_copy(update=changed.get(item.slug.replace("-", "_"), {}))
        for item in items(library)
    ]
    return Shelf(found, library.vocabularies)
