"""Languages as phones name them, and the nearest well-formed tag of BCP 47."""

import re

REPLACED, UNKNOWN = "locale_replaced", "locale_unknown"
_LONGEST = 35
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_SCRIPT = re.compile(r"[a-z]{4}")
_REGION = re.compile(r"[a-z]{2}|\d{3}")
_VARIANT = re.compile(r"[a-z\d]{5,8}|\d[a-z\d]{3}")
# Java kept the first names of these languages until version 17, Android longer.
_RENAMED = {"iw": "he", "in": "id", "ji": "yi"}
_NO_LANGUAGE = frozenset({"und", "mul", "zxx", "mis"})


def taken_locale(said: str) -> str | None:
    """Return the nearest tag for what a phone says, as zh-Hans-CN for zh_CN_#Hans; None for none.

    Language, script, region and variants count. Extensions, such as a calendar or the first day of
    the week, choose no text and are left out, as is the encoding of POSIX.
    """
    language, *parts = re.split(r"[-_]+#?", re.split(r"[.@]", said.strip())[0].lower())
    if not _LANGUAGE.fullmatch(language) or language in _NO_LANGUAGE:
        return None
    script = region = ""
    variants: list[str] = []
    for part in parts:
        if not script and _SCRIPT.fullmatch(part):
            script = part.title()
        elif not region and _REGION.fullmatch(part):
            region = part.upper()
        elif _VARIANT.fullmatch(part):
            variants.append(part)
        else:
            break
    return _joined([_RENAMED.get(language, language), script, region, *variants])


def _joined(subtags: list[str]) -> str:
    """Return the subtags as one tag, without the last ones if it would be too long."""
    present = [each for each in subtags if each]
    while len("-".join(present)) > _LONGEST:
        present.pop()
    return "-".join(present)
