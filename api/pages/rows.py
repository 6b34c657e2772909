"""Rows of a form: as many as are filled, and a few to spare, without a script.

The fields of row 2 of `findings` are `findings.2.region` and so on, as the API's JSON pointers name
them; `findings.rows` says how many rows were there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.pages.forms import Form
from api.pages.rendering import Page

# Tells in a row that it is to go; the name of the button that asks for more rows of a group.
GONE, MORE = "gone", "more"
MORE_ROWS = 3


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of one kind: their fields, how many to spare, and how many there can be."""

    name: str
    parts: Sequence[str]
    spare: int
    most: int

    def packed(self, form: Form) -> Form:
        """Return a form whose rows of this kind have neither gaps nor what is to go.

        So an error that names a row of the body names the same row of the form.
        """
        fields = form.fields()
        said = [self._taken(fields, index) for index in range(self.most)]
        filled = [row for row in said if row and GONE not in row]
        for index, row in enumerate(filled):
            fields |= {f"{self.name}.{index}.{part}": values for part, values in row.items()}
        return Form(fields)

    def filled(self, form: Form) -> range:
        """Return the rows of a packed form."""
        prefix = f"{self.name}."
        known = {name.split(".")[1] for name in form.fields() if name.startswith(prefix)}
        return range(len(known - {"rows"}))

    def shown(self, page: Page, stored: Sequence[Any]) -> list[Any]:
        """Return what stands in each row that a page has room for, None in those to spare."""
        count = len(stored) + self.spare
        if page.is_sent:
            said = page.sent.whole(f"{self.name}.rows")
            more = MORE_ROWS if page.sent.text(MORE) == self.name else 0
            count = (said if isinstance(said, int) else 0) + more
            count = max(count, len(self.filled(page.sent)) + self.spare)
        count = min(count, self.most)
        return [stored[index] if index < len(stored) else None for index in range(count)]

    def _taken(self, fields: dict[str, list[str]], index: int) -> Mapping[str, list[str]]:
        names = {part: f"{self.name}.{index}.{part}" for part in (*self.parts, GONE)}
        return {part: fields.pop(name) for part, name in names.items() if name in fields}
