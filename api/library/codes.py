"""Refusing unknown codes in a request body, with the pointer of the field that holds them."""

from collections.abc import Iterable

from api.library import Library
from api.platform.http.errors import Invalid

# The error code with which an unknown code of a group is refused.
UNKNOWN = {
    "conditions": "unknown_condition",
    "contraindications": "unknown_contraindication",
    "excuse_reasons": "unknown_reason",
    "joints": "unknown_joint",
    "movements": "unknown_movement",
    "red_flags": "unknown_red_flag",
    "regions": "unknown_region",
    "root_causes": "unknown_root_cause",
    "sides": "unknown_side",
    "stop_signs": "unknown_stop_sign",
}


def require_code(library: Library, group: str, code: str, pointer: str) -> None:
    """Refuse a code that a group of the vocabulary does not have."""
    if code not in library.vocabulary("en").codes(group):
        raise Invalid(pointer, UNKNOWN[group], "The vocabulary has no such code.")


def require_side(library: Library, region: str, side: str | None, pointer: str) -> None:
    """Refuse the middle of a region that has a left and a right."""
    if side == "middle" and region in library.check_in_questions("en").sided_regions:
        raise Invalid(pointer, "no_middle", "A limb has no middle.")


def require_codes(library: Library, group: str, codes: Iterable[str], pointer: str) -> None:
    """Refuse the first code of a list that a group of the vocabulary does not have."""
    for index, code in enumerate(codes):
        require_code(library, group, code, f"{pointer}/{index}")
