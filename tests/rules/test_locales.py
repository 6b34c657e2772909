"""What phones call a language, and the tag that is taken for it."""

import pytest

from api.rules.locales import taken_locale


@pytest.mark.parametrize(
    ("said", "taken"),
    [
        ("en", "en"),
        ("es-MX", "es-MX"),
        ("zh-Hans-CN", "zh-Hans-CN"),
        ("ca-ES-valencia", "ca-ES-valencia"),
        ("es-419", "es-419"),
        ("EN", "en"),
        (" de ", "de"),
        ("en_US", "en-US"),
        ("en-us.UTF-8", "en-US"),
        ("de_DE@euro", "de-DE"),
        ("zh_CN_#Hans", "zh-Hans-CN"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("en-US-u-fw-mon-mu-celsius", "en-US"),
        ("en_US@rg=dezzzz", "en-US"),
        ("de-x-private", "de"),
        ("de-", "de"),
        ("iw_IL", "he-IL"),
        ("in", "id"),
        ("sl-rozaj-biske-1994-nedis-solba-osojs", "sl-rozaj-biske-1994-nedis-solba"),
    ],
)
def test_an_odd_name_of_a_language_is_taken_for_the_nearest_tag(said: str, taken: str) -> None:
    assert taken_locale(said) == taken


@pytest.mark.parametrize(
    "said",
    ["", " ", "C", "POSIX", "und", "nonsense", "not a locale", "-de", "12", "\u017fo", "\ud800"],
)
def test_what_names_no_language_is_none(said: str) -> None:
    assert taken_locale(said) is None
    assert taken_locale(said * 5000) is None
