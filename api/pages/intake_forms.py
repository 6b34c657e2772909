"""The fields of a client's intake: from what stands to a form, and from a form to a body."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from api.pages.forms import Form
from api.pages.rendering import Page
from api.people.intakes import TEXTS, PlaceOut
from api.rules.countries import zones_of_today

FREE_PLACES = 4
"""So many rows for a place are shown beside those that are filled."""
MOST_PLACES = 60


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A row for a place on the body; `sent_as` is its index among those that were sent."""

    at: int
    sent_as: int
    region: str
    side: str
    tingling: bool


def body_of(form: Form) -> dict[str, Any]:
    """Return what a form tells of an intake, as the API's body has it; blank texts are None."""
    rows = [each for each in _sent_rows(form) if _is_filled(each)]
    return {
        "contraindications": form.texts("intake.contraindications"),
        "places": [
            {"region": row.region, "side": row.side or None, "tingling": row.tingling}
            for row in rows
        ],
        **{name: form.text(f"intake.{name}") for name in TEXTS},
    }


def place_rows(page: Page, places: Sequence[PlaceOut] = ()) -> list[PlaceRow]:
    """Return the rows for places: as they were refused, else as they are with free ones."""
    if page.refused and page.sent.ticked("places"):
        return _sent_rows(page.sent)
    filled = [
        PlaceRow(at, at, each.region, each.side or "", each.tingling)
        for at, each in enumerate(places)
    ]
    free = range(len(filled), len(filled) + FREE_PLACES)
    return [*filled, *(PlaceRow(at, at, "", "", False) for at in free)]


def zone_options(own: str) -> list[tuple[str, str]]:
    """Return the zones to choose from, with `own` among them."""
    zones = sorted({*zones_of_today(), "UTC", own})
    return [(name, name.replace("_", " ")) for name in zones]


def _sent_rows(form: Form) -> list[PlaceRow]:
    rows: list[PlaceRow] = []
    sent_as = 0
    for at in range(_rows_in(form)):
        name = f"intake.places.{at}"
        region, side = form.text(f"{name}.region") or "", form.text(f"{name}.side") or ""
        row = PlaceRow(at, sent_as, region, side, form.ticked(f"{name}.tingling"))
        rows.append(row)
        sent_as += _is_filled(row)
    return rows


def _is_filled(row: PlaceRow) -> bool:
    return bool(row.region or row.side or row.tingling)


def _rows_in(form: Form) -> int:
    """Return how many rows a form had: it says so, since an empty field counts as left out."""
    said = form.whole("places")
    return min(said, MOST_PLACES + FREE_PLACES) if isinstance(said, int) else 0
