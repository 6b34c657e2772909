"""The fixed safety texts as a client is answered: in her language, with the number to call.

The texts are in `content/safety/`, the level of a red flag is in `content/vocabulary/`, and the
emergency number of a country in `content/safety/numbers.yaml`. Here it is looked up by the country
that her time zone lies in, with that of her practice's country as the second; in a zone of no
country her practice's is the only one. `api/library/texts.py` puts them into the text.
"""

from collections.abc import Collection, Iterable
from functools import lru_cache

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.callers import Caller
from api.library import Library, SafetyText
from api.platform.http.fields import Out
from api.platform.statements import fetch_one
from api.rules.countries import country_of
from api.tables import Practice

_COUNTRY = select(Practice.country).where(Practice.id == bindparam("practice"))


class SafetyTextOut(Out):
    """A fixed text; `note` says that nobody watches live."""

    key: str
    title: str
    body: str
    note: str


# They are few: one for each language and where people are.
@lru_cache(maxsize=256)
def all_safety_texts(
    library: Library, language: str, timezone: str, practice: str | None
) -> list[SafetyTextOut]:
    """Return every text, so that a phone can show them before any network call.

    `timezone` is where she is, `practice` the country of her practice.
    """
    numbers = _numbers(library, timezone, practice)
    return [SafetyTextOut(**text) for text in library.safety_texts(language).as_list(*numbers)]


async def texts_of_red_flags(
    session: AsyncSession, me: Caller, library: Library, language: str, flags: Collection[str]
) -> list[SafetyTextOut]:
    """Return what someone who tapped these red flags is told, the most severe first."""
    if not flags:
        return []
    texts, words = library.safety_texts(language), library.vocabulary(language)
    keys = {texts.key_of_red_flag(flag, words.level_of_flag(flag)) for flag in flags}
    numbers = _numbers(library, me.timezone, await _country(session, me))
    return _shown(texts.most_severe_first(keys, *numbers))


async def texts_of_stop(
    session: AsyncSession, me: Caller, library: Library, language: str, rules: Collection[str]
) -> list[SafetyTextOut]:
    """Return what someone whose exercise stops by these rules is told, the most severe first."""
    if not rules:
        return []
    texts = library.safety_texts(language)
    keys = texts.keys_of_stop(rules)
    numbers = _numbers(library, me.timezone, await _country(session, me))
    return _shown(texts.most_severe_first(keys, *numbers))


async def _country(session: AsyncSession, me: Caller) -> str | None:
    found: str | None = (await fetch_one(session, _COUNTRY, {"practice": me.practice_id})).country
    return found


def _numbers(library: Library, timezone: str, practice: str | None) -> list[str | None]:
    """Return the emergency numbers of a zone and of a practice's country; None where unknown."""
    here = country_of(timezone) or practice
    return [library.emergency_numbers.get(country or "") for country in (here, practice)]


def _shown(texts: Iterable[SafetyText]) -> list[SafetyTextOut]:
    return [SafetyTextOut.model_validate(text) for text in texts]
