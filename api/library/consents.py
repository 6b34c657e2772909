"""The texts by which a client consents, in all versions that were ever shown."""

from collections.abc import Iterator

from api.library.files import Content, Where
from api.library.vocabularies import Vocabulary
from api.library.words import Code, Page, Text

GROUP = "consents"


class ConsentText(Content):
    """One version of a text; versions count from 1."""

    version: int
    title: Text
    body: Text


class ConsentTexts(Page):
    """The texts of one language by the kind of consent, each with its versions, the newest last."""

    texts: dict[Code, tuple[ConsentText, ...]]

    def newest(self, kind: str) -> ConsentText:
        """Return the text that is shown now."""
        return self.texts[kind][-1]


def problems(
    page: ConsentTexts, words: Vocabulary, english: ConsentTexts
) -> Iterator[tuple[Where, str]]:
    """Yield each text that is missing or of no kind, and versions that do not count from 1."""
    for kind in words.codes(GROUP) - page.texts.keys():
        yield ("texts", kind), "this text is missing"
    for kind, versions in page.texts.items():
        numbers = [each.version for each in versions]
        if kind not in words.codes(GROUP):
            yield ("texts", kind), f"unknown code {kind!r}"
        elif not numbers or numbers != list(range(1, len(numbers) + 1)):
            yield ("texts", kind), "versions count from 1, and each stays"
        elif len(numbers) != len(english.texts.get(kind, ())):
            yield ("texts", kind), "has not the versions of English"
