"""What the form of a prescription shows."""

from dataclasses import dataclass

from api.library import Exercise
from api.library.exercises import DOSE
from api.pages.about import About
from api.pages.plan_forms import Fields, times_of
from api.pages.rendering import Page
from api.pages.shelves import picture_of
from api.plan.changes import ChangeOut
from api.plan.limits import WORK
from api.plan.prescriptions import PrescriptionOut
from api.rules.instants import WEEKDAYS


@dataclass(frozen=True, slots=True)
class Editor:
    """A form about an item for a client; `shown` is what it edits, None if it is a new one.

    `warnings` are codes, `conflicts` the contraindications of the item that the client has, and
    `meanwhile` what was changed since the form was opened.
    """

    client: About
    item: Exercise
    is_habit: bool
    fields: Fields
    warnings: list[str]
    conflicts: list[str]
    shown: PrescriptionOut | None = None
    meanwhile: tuple[ChangeOut, ...] = ()

    @property
    def asks_clearance(self) -> bool:
        """Tell whether the form asks why the item may be done all the same."""
        return bool(self.conflicts or self.fields["clearance.reason"])

    @property
    def dose(self) -> list[str]:
        """Return the parts of a dose that the item can have."""
        usual = self.item.dose
        return [
            name
            for name in DOSE
            if not (self.is_habit and name in WORK and getattr(usual, name) is None)
        ]

    def picture(self, page: Page) -> str:
        """Return where the picture of the item is, at the version that is prescribed."""
        return picture_of(page, self.item)

    def times(self, page: Page) -> list[str]:
        """Return the rows for times of day."""
        return times_of(page.sent, self.fields, sent=page.is_sent)

    def weekdays(self, page: Page) -> list[tuple[str, str, bool]]:
        """Return each weekday with its words, and whether it is one of the plan's."""
        chosen = self.fields["schedule.weekdays"]
        return [(day, page.word("weekdays", day), day in chosen) for day in WEEKDAYS]

    def error_of_group(self, page: Page, name: str, *parts: str) -> str | None:
        """Return what is wrong with a group of fields as a whole."""
        of_parts = any(page.error(f"{name}.{part}") for part in parts)
        return None if of_parts else page.error(name)
