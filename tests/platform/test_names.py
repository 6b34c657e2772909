"""Names: which can be seen, how they are sorted, and as what they are found."""

import pytest

from api.platform.names import LONGEST_KEY, folded, is_visible, sort_key, unturned

# As people look them up, whatever accents and case.
IN_ORDER = [
    "Ana Duarte",
    "Anabel",
    "Anna",
    "Anna-Lena",
    "ibrahim",
    "İbrahim",
    "Lukas",
    "Łukasz",
    "Luz",
    "Nandu",
    "Ñandú",
    "Nz",
    "O'Brien",
    "Oezlem",
    "Ola",
    "Øyvind",
    "Oyx",
    "Özlem",
    "zoe",
    "Zoe",
    "Zoë",
    "Zz",
    "Ева",
    "李",
]


def test_names_sort_as_people_sort_them():
    mixed = [*IN_ORDER[1::2], *IN_ORDER[::2]]
    assert sorted(mixed, key=sort_key) == IN_ORDER


def test_letters_come_before_accents_and_accents_before_case():
    assert sort_key("resume") < sort_key("Resume") < sort_key("résumé") < sort_key("resumed")


def test_the_same_name_in_two_spellings_of_unicode_has_one_key():
    assert sort_key("Zoe\u0308") == sort_key("Zo\u00eb")
    assert folded("Zoe\u0308") == folded("Zo\u00eb")


@pytest.mark.parametrize("name", ["a" * 120, "Ä" * 120, "\ufdfa" * 120, "🙂" * 120, "李" * 120])
def test_a_key_is_short_and_plain(name):
    key = sort_key(name)
    assert 0 < len(key) <= LONGEST_KEY
    assert set(key) <= set("0123456789ABCDEF")


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Özlem Yıldız", "ozlem yildiz"),
        ("ZOË", "zoe"),
        ("Straße", "strasse"),
        ("Łukasz  Ødegård", "lukasz odegard"),
        ("İbrahim", "ibrahim"),
        ("\uff21\uff4e\uff41", "ana"),
        ("نور\u200cا", "نورا"),
        ("Đặng", "dang"),
    ],
)
def test_a_name_is_found_without_accents_and_case(name, found):
    assert folded(name) == found
    assert folded(folded(name)) == found


@pytest.mark.parametrize(
    "nothing",
    [
        " ",
        "\t\n",
        "\u200b",
        "\u200b\u200d\ufeff",
        "\u202e",
        "\u3164",
        "\u115f\u1160\uffa0",
        "\u2800",
        "\ufe0f",
        "\U000e0100",
        "\u0301",
        "\u034f",
        "\u00ad",
        "\u2028",
        "\x07",
        "\U000e0041",
        "\u180e",
        "\u2065",
    ],
)
def test_what_shows_nothing_is_no_name(nothing):
    assert not is_visible(nothing)
    assert is_visible(nothing + "A")


@pytest.mark.parametrize("name", ["A", "李", "Ева", "🙂", "7", "-", "नी", "\U0001e900", "¿"])
def test_whatever_is_drawn_is_a_name(name):
    assert is_visible(name)


def test_nothing_is_left_that_turns_the_rest_of_a_line_around():
    assert unturned("\u2068Ana\u2069 \u202eetraud") == "Ana etraud"
    # These join letters, or mark a direction and no more: names are written with them.
    assert unturned("نور\u200cا\u200f") == "نور\u200cا\u200f"
