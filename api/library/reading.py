"""One pass over content files in which every fault is noted, and what is broken left out."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from api.library.files import Content, ContentError, Source, Where, read
from api.library.languages import DEFAULT
from api.library.words import Page, unsigned

# Further languages have a folder each, with what other folders have a file of.
LANGUAGES = "languages"

C = TypeVar("C", bound=Content)
P = TypeVar("P", bound=Page)


class Reading:
    """The files of one root, and what is wrong with them, in the order in which it was found."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.faults: list[ContentError] = []

    def languages(self) -> list[Path]:
        """Return the folders of further languages."""
        return sorted(each for each in (self.root / LANGUAGES).glob("[!.]*"))

    def sources(self, folder: Path) -> Iterator[Source]:
        """Yield the content files of a folder; others, which would be ignored, are faults."""
        for path in sorted(folder.glob("[!.]*")):
            if path.suffix == ".yaml":
                yield from self.source(path)
            else:
                self.refuse(path, "only .yaml files belong here")

    def source(self, path: Path) -> Iterator[Source]:
        """Yield a file, unless it holds no fields at all."""
        if not path.exists():
            self.refuse(path, "this file is missing")
            return
        try:
            source = read(path)
        except ContentError as broken:
            self.faults.append(broken)
            return
        self.faults += source.faults
        yield source

    def parsed(self, source: Source, model: type[C]) -> C | None:
        """Return a file as a model, or None if it is not of that form."""
        found = source.parsed(model)
        if not isinstance(found, list):
            return None if source.faults else found
        self._add(source, found)
        return None

    def note(self, source: Source, problems: Iterable[tuple[Where, str]]) -> None:
        """Note what is wrong with a file, but no field of which something was said before."""
        self._add(source, [source.error(where, reason) for where, reason in problems])

    def refuse(self, path: Path, reason: str) -> None:
        """Note what is wrong with a file as a whole."""
        self.faults.append(ContentError(path, 1, "file", reason))

    def pages(self, name: str, model: type[P], beside: str = "") -> dict[str, tuple[Source, P]]:
        """Return a text of all languages, English first, and nothing if that is broken.

        It has a file in the folder `name` for each language, where `beside` is another file, or
        a file `name` in the folder of a language.
        """
        found: dict[str, tuple[Source, P]] = {}
        for language, source in self.of_languages(name, beside):
            page = self.parsed(source, model)
            if page is None:
                continue
            self.note(source, unsigned(page))
            if page.language != language:
                self.note(source, [(("language",), "differs from the name of file or folder")])
            elif language in found:
                self.note(source, [(("language",), "has a file of this text already")])
            else:
                found[language] = source, page
        if not (self.root / name / f"{DEFAULT}.yaml").exists():
            self.refuse(self.root / name / f"{DEFAULT}.yaml", "the English file is missing")
        english_first = sorted(found.items(), key=lambda one: one[0] != DEFAULT)
        return dict(english_first) if DEFAULT in found else {}

    def of_languages(self, name: str, beside: str = "") -> Iterator[tuple[str, Source]]:
        """Yield the files of a text with the language that each is in by its place."""
        for source in self.sources(self.root / name):
            if source.path.name != beside:
                yield source.path.stem, source
        for folder in self.languages():
            for source in self.source(folder / f"{name}.yaml"):
                yield folder.name, source

    def _add(self, source: Source, errors: list[ContentError]) -> None:
        before = {each.field for each in self.faults if each.path == source.path}
        self.faults += [each for each in errors if each.field not in before]
