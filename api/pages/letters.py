"""A letter to the doctor who referred a client, as its therapist sends it; none of it is stored."""

from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from api.pages.forms import Form, accept
from api.platform.http.fields import In, Text

# Letters and lines of a part, so that a letter is drawn in seconds; many times what a draft has.
LONGEST, MOST_LINES = 3000, 60
# Letters in a line of a field, and how many lines it has at least and at most.
WIDE, LOW, HIGH = 80, 2, 18
# What a letter has to say, in the order in which it does.
PARTS = ("course", "findings", "pain", "plan", "adherence", "alerts")


def _few_lines(text: str) -> str:
    if len(text.splitlines()) > MOST_LINES:
        raise ValueError("too_long")
    return text


Part = Annotated[Text, StringConstraints(max_length=LONGEST), AfterValidator(_few_lines)]


class LetterIn(In):
    """The parts of a letter as she left them; what is empty is left out of it."""

    sender: Part = ""
    recipient: Part = ""
    written: Part = ""
    subject: Part = ""
    salutation: Part = ""
    course: Part = ""
    findings: Part = ""
    pain: Part = ""
    plan: Part = ""
    adherence: Part = ""
    alerts: Part = ""
    closing: Part = ""

    @property
    def parts(self) -> list[tuple[str, str]]:
        """Return the name and the text of each part that says something."""
        said = [(name, getattr(self, name)) for name in PARTS]
        return [(name, text) for name, text in said if text]


def letter_of(form: Form) -> LetterIn:
    """Return the letter that a form holds. Raises RequestValidationError."""
    return accept(LetterIn, {name: form.text(name) for name in LetterIn.model_fields})


def lines_of(text: object) -> int:
    """Return how many lines a field needs to show a text."""
    lines = str(text).splitlines()
    return min(max(sum(len(line) // WIDE + 1 for line in lines), LOW), HIGH)
