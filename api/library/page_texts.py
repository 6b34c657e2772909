"""The words of the therapist's pages: one folder a language, one file an area of the pages."""

from collections.abc import Iterator, Mapping
from typing import Annotated

from pydantic import StringConstraints

from api.library.files import Content, Where
from api.library.words import PLACEHOLDER, Text

Key = Annotated[str, StringConstraints(max_length=60, pattern=r"^[a-z0-9]+(_[a-z0-9]+)*$")]
# Of a text that counts something, the form of one and of many.
ONE, OTHER = "_one", "_other"


class PageFile(Content):
    """The words of one area in one language; an area is what a key begins with, as `plan.title`."""

    texts: dict[Key, Text]


class PageTexts(Content):
    """All words of the pages in one language, by area and key."""

    areas: dict[str, PageFile]

    def text(self, key: str) -> str:
        """Return the words of a key such as `plan.title`. Raises KeyError."""
        area, _, name = key.partition(".")
        return self.areas[area].texts[name]

    def has(self, key: str) -> bool:
        """Tell whether there are words of a key."""
        area, _, name = key.partition(".")
        return area in self.areas and name in self.areas[area].texts


def filled(text: str, values: Mapping[str, object]) -> str:
    """Return words with their placeholders filled. Raises KeyError if a value is missing."""
    return PLACEHOLDER.sub(lambda found: str(values[found[1]]), text)


def problems(area: PageFile, english: PageFile) -> Iterator[tuple[Where, str]]:
    """Yield each text that is missing, unknown to English, or has other placeholders."""
    for key, words in english.texts.items():
        if key not in area.texts:
            yield ("texts", key), "this text is missing"
        elif set(PLACEHOLDER.findall(area.texts[key])) != set(PLACEHOLDER.findall(words)):
            yield ("texts", key), "its placeholders differ from the English ones"
    for key in area.texts.keys() - english.texts.keys():
        yield ("texts", key), "English has no such text"
