"""One item of the library, as its file states it."""

from typing import Annotated

from pydantic import Field

from api.library.files import Content
from api.library.languages import choose
from api.library.pictures import Pose, render
from api.library.words import Code, Language, Page, Reviewed, Slug, Text, Url

Codes = tuple[Code, ...]


# What is prescribed of a dose; how often belongs to the schedule.
DOSE = ("sets", "reps", "hold_s", "duration_min")


class Dose(Content):
    """How much: null where it does not apply. `per_day` null means whenever the cue comes."""

    sets: Annotated[int, Field(ge=1, le=10)] | None = None
    reps: Annotated[int, Field(ge=1, le=60)] | None = None
    hold_s: Annotated[int, Field(ge=0, le=600)] | None = None
    duration_min: Annotated[int, Field(ge=1, le=120)] | None = None
    per_day: Annotated[int, Field(ge=1, le=24)] | None = None
    days_per_week: Annotated[int, Field(ge=1, le=7)] | None = None
    tempo: Code | None = None


class ExerciseText(Content):
    """What a client reads, in one language; nothing may be left out."""

    name: Annotated[Text, Field(max_length=80)]
    why: Text
    steps: Annotated[tuple[Text, ...], Field(min_length=3, max_length=7)]
    cues: Annotated[tuple[Text, ...], Field(min_length=2, max_length=5)]
    easier: Text
    harder: Text
    safe_stop: Text


class Media(Content):
    """A picture: what it shows, in words, per language."""

    file: Annotated[str, Field(pattern=r"^[a-z0-9-]+\.svg$")]
    alt: dict[Language, Text]
    licence: Text


class Evidence(Content):
    """What a dose or an item rests on."""

    citation: Text
    url: Url | None
    certainty: Code
    population: Text
    dose_match: Annotated[str, Field(pattern=r"^(same|similar|none)$")]


class Exercise(Reviewed):
    """A library item at one version."""

    slug: Slug
    kind: Code
    regions: Annotated[Codes, Field(min_length=1)]
    sides: Code
    targets: Annotated[tuple[Text, ...], Field(min_length=1)]
    root_causes: Codes
    factors: Codes
    conditions: Codes
    dose: Dose
    max_pain: Annotated[int, Field(ge=0, le=10)]
    equipment: Codes
    position: Code
    level: Code
    text: dict[Language, ExerciseText]
    contraindications: Codes
    stop_codes: Codes
    # A red flag pauses every item except a habit marked as harmless.
    harmless: bool = False
    media: Annotated[tuple[Media, ...], Field(min_length=1)]
    pose: Pose
    evidence: Annotated[tuple[Evidence, ...], Field(min_length=1)]
    # What is not in its text, by language: added from `terms` when it is read.
    terms: dict[Language, dict[Text, Text]] = {}

    @property
    def to_be_said(self) -> list[str]:
        """Return what is written in English in the file and shown in every language."""
        cited = [text for each in self.evidence for text in (each.population, each.citation)]
        return [*self.targets, *cited]

    def said(self, text: str, language: str) -> str:
        """Return a target, population or citation in a language, or as it is in English."""
        return self.terms.get(language, {}).get(text, text)

    def translated(self, into: "Translation") -> "Exercise":
        """Return it with the words of one more language."""
        media = (
            one.model_copy(update={"alt": one.alt | {into.language: alt}})
            for one, alt in zip(self.media, into.alt, strict=True)
        )
        text = self.text | {into.language: into.text}
        return self.model_copy(update={"text": text, "media": tuple(media)})

    def text_for(self, locale: str | None) -> tuple[str, ExerciseText]:
        """Return (language, text): in the language asked for if there is one, else in English."""
        language = choose(locale, self.text)
        return language, self.text[language]

    def picture(self, locale: str | None) -> str:
        """Return the picture as SVG, its alternative text in the language that `text_for` picks."""
        language, text = self.text_for(locale)
        return render(self.pose, text.name, self.media[0].alt[language])


class Terms(Page):
    """What items say outside their text in one language, by the English words."""

    terms: dict[Text, Text]


class Translation(Page):
    """The words of one item at one version, in a language that has a folder of its own."""

    slug: Slug
    text: ExerciseText
    alt: Annotated[tuple[Text, ...], Field(min_length=1)]
