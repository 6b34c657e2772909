"""The fixed safety texts as a client is answered: in her language, with the number to call.

The texts are in `content/safety/`, the level of a red flag is in `content/vocabulary/`, and the
emergency number of a country in `content/safety/numbers.yaml`. Here it is looked up by the country
that her time zone lies in, with that of her practice's country as the second; in a zone of no
country her practice's is the only one. `api/library/texts.py` puts them into the text.
"""

from collections.abc import Collection, Iterable

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.callers import Caller
from api.library import Library, SafetyText
from api.platform.http.fields import Out
from api.rules.countries import country_of
from api.tables import Practice


class SafetyTextOut(Out):
    """A fixed text; `note` says that nobody watches live."""

    key: str
    title: str
    body: str
    note: str


async def safety_texts_of(
    session: AsyncSession, me: Caller, library: Library, language: str
) -> list[SafetyTextOut]:
    """Return every text, so that a phone can show them before any network call."""
    numbers = await _numbers(session, me, library)
    return [SafetyTextOut(**text) for text in library.safety_texts(language).as_list(*numbers)]


async def texts_of_red_flags(
    session: AsyncSession, me: Caller, library: Library, language: str, flags: Collection[str]
) -> list[SafetyTextOut]:
    """Return what someone who tapped these red flags is told, the most severe first."""
    if not flags:
        return []
    texts, words = library.safety_texts(language), library.vocabulary(language)
    keys = {texts.key_of_red_flag(flag, words.level_of_flag(flag)) for flag in flags}
    return _shown(texts.most_severe_first(keys, *await _numbers(session, me, library)))


async def texts_of_stop(
    session: AsyncSession, me: Caller, library: Library, language: str, rules: Collection[str]
) -> list[SafetyTextOut]:
    """Return what someone whose exercise stops by these rules is told, the most severe first."""
    if not rules:
        return []
    texts = library.safety_texts(language)
    keys = texts.keys_of_stop(rules)
    return _shown(texts.most_severe_first(keys, *await _numbers(session, me, library)))


async def _numbers(session: AsyncSession, me: Caller, library: Library) -> list[str | None]:
    """Return the emergency numbers where the caller is and of her practice; None where unknown."""
    practice = await session.scalar(select(Practice.country).where(Practice.id == me.practice_id))
    here = country_of(me.timezone) or practice
    return [library.emergency_numbers.get(country or "") for country in (here, practice)]


def _shown(texts: Iterable[SafetyText]) -> list[SafetyTextOut]:
    return [SafetyTextOut.model_validate(text) for text in texts]
