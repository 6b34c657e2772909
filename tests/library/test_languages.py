import pytest

from api.library import Library, negotiate
from api.library.languages import match

CASES = {
    "nothing said": (None, None, "en"),
    "the account alone": (None, "es", "es"),
    "a regional account": (None, "es-MX", "es"),
    "an unknown account": (None, "xx", "en"),
    "the header before the account": ("en", "es", "en"),
    "a regional header": ("es-419", None, "es"),
    "case": ("ES-es", None, "es"),
    "the highest quality wins": ("en;q=0.5, es;q=0.8", None, "es"),
    "the earlier of equals wins": ("es, en", None, "es"),
    "one is more than less": ("en;q=0.999, es", None, "es"),
    "unknown languages are passed over": ("fr, de;q=0.9, es;q=0.1", None, "es"),
    "only unknown languages: the account": ("fr, de", "es", "es"),
    "only unknown languages, no account": ("fr", None, "en"),
    "zero refuses": ("es;q=0, en;q=0.1", "es", "en"),
    "any language: the account": ("*", "es", "es"),
    "any language, no account": ("*", None, "en"),
    "any but English": ("en;q=0, *", None, "es"),
    "any, but something else first": ("*;q=0.1, es", None, "es"),
    "spaces are allowed": (" es ; q=0.9 ,en;q=0.8", None, "es"),
    "an empty header": ("", "es", "es"),
    "commas alone": (",,,", "es", "es"),
    "a quality above one is no quality": ("es;q=2, en;q=0.1", None, "en"),
    "four decimals are no quality": ("es;q=0.1234, en;q=0.1", None, "en"),
    "a word is no quality": ("es;q=high, en;q=0.1", None, "en"),
    "a comma decimal is no quality": ("es;q=0,9", None, "en"),
    "something else is no quality": ("es;level=1, en;q=0.1", None, "en"),
    "capital Q": ("en;Q=0.1, es;Q=0.2", None, "es"),
}


@pytest.mark.parametrize(("header", "account", "expected"), CASES.values(), ids=CASES)
def test_the_language_is_negotiated(header: str | None, account: str | None, expected: str) -> None:
    assert negotiate(header, account, ("en", "es")) == expected


def test_a_longer_tag_that_is_offered_wins_over_its_language() -> None:
    assert match("pt-BR", ["pt", "pt-BR"]) == "pt-BR"
    assert match("pt_PT", ["pt", "pt-BR"]) == "pt"
    assert match("p", ["pt"]) is None


def test_the_library_offers_english_first(library: Library) -> None:
    assert library.languages[0] == "en"
    assert "es" in library.languages
