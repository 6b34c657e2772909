"""What the page of a copy shows, table by table, in the reader's words."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from api.exports.about import Copy
from api.exports.rows import Row

Cells = Sequence[str]


@dataclass(frozen=True, slots=True)
class Part:
    """Some rows of a section under a heading of their own, such as those of a year; or none."""

    heading: str
    rows: Iterable[Cells]


@dataclass(frozen=True, slots=True)
class Section:
    """A table of the page: the key of its title and of what heads its columns."""

    key: str
    heads: Sequence[str]
    parts: Iterable[Part]


def whole(key: str, heads: Sequence[str], rows: Iterable[Cells]) -> Section:
    """Return a section that is one table."""
    return Section(key, heads, [Part("", rows)])


def by_year(
    key: str, heads: Sequence[str], rows: Iterable[Row], on: str, cells: Callable[[Row], Cells]
) -> Section:
    """Return a section with a table for each year of a date of its rows, which are in its order."""

    def parts() -> Iterator[Part]:
        for year, found in groupby(rows, key=lambda row: row[on][:4]):
            yield Part(year, map(cells, found))

    return Section(key, heads, parts())


def of_person(copy: Copy) -> Iterator[Section]:
    """Yield who she is, who cares for her, and what she agreed to and disclosed."""
    words, rows = copy.words, copy.rows
    yield whole("person", (), _facts(copy))
    yield whole(
        "care",
        ("therapist", "from", "to"),
        (
            (
                copy.person(row["therapist_id"]),
                words.instant(row["created_at"]),
                words.instant(row["ended_at"]),
            )
            for row in rows["care_links"]
        ),
    )
    yield whole(
        "consents",
        ("what", "agreed", "at", "text"),
        (
            (
                words.code("consents", row["kind"]),
                words.yes(row["granted"]),
                words.instant(row["created_at"]),
                words.shown_text(row["text_version"], row["text_language"]),
            )
            for row in rows["consents"]
        ),
    )
    yield whole(
        "intakes",
        ("at", "conditions", "contraindications", "places", "told"),
        (_intake(copy, row) for row in rows["intakes"]),
    )


def _facts(copy: Copy) -> Iterator[Cells]:
    words, rows = copy.words, copy.rows
    her, client = rows.one("accounts"), rows.one("clients")
    said = {
        "name": her["name"],
        "email": her.get("email"),
        "practice": rows.one("practices")["name"],
        "timezone": her["timezone"],
        "since": words.instant(her["created_at"]),
        "conditions": words.codes("conditions", client["conditions"]),
        "check_in_time": client.get("check_in_time"),
        "discharged": words.instant(client["discharged_at"]),
    }
    yield from (
        (words.text(f"export.fact_{name}"), str(value)) for name, value in said.items() if value
    )


def _intake(copy: Copy, row: Row) -> Cells:
    words = copy.words
    told = ("other_conditions", "medication", "previous_treatment", "family_history")
    return (
        words.instant(row["created_at"]),
        words.codes("conditions", row["conditions"]),
        words.codes("contraindications", row["contraindications"]),
        ", ".join(map(words.place, row["places"])),
        " · ".join(f"{words.text(f'intake.{name}')}: {row[name]}" for name in told if row[name]),
    )


def of_access(copy: Copy) -> Iterator[Section]:
    """Yield who looked at her data or changed it; none of it is in a therapist's copy."""
    words, her = copy.words, str(copy.client_id)
    if "audit_events" not in copy.rows.packed:
        return
    others = (row for row in copy.rows["audit_events"] if row["actor_id"] != her)
    yield whole(
        "access",
        ("at", "what", "who"),
        (
            (
                words.instant(row["created_at"]),
                words.action(row["action"]),
                copy.person(row["actor_id"]) or words.text("audit.nobody"),
            )
            for row in others
        ),
    )
