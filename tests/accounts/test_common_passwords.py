"""Passwords that are tried first, and those that only look like them."""

import subprocess
import sys
import unicodedata

import pytest

from api.accounts.common_passwords import LIST, is_common
from tests.waiting import WITHIN_S

EMAIL = "ana.duarte@example.org"
COMMON = {
    "of the list": ("123456789987654321", "qwertyuiopasdfgh", "childrenofthenight"),
    "of the list, typed otherwise": (
        *("QWERTYUIOPASDFGH", " thisismypassword ", "Correct Horse Battery Staple"),
        *("correct-horse-battery-staple", "ＣｈｉｌｄｒｅｎＯｆＴｈｅＮｉｇｈｔ"),
    ),
    "a common one again and again": (
        *("passwordpassword", "password-password", "Password1!Password1!", "dragon dragon dragon"),
        *("letmeinletmeinletmein", "qwertyqwertyqwerty", "iloveyou2iloveyou2", "changemechangeme"),
    ),
    "a common one, filled up": (
        *("password1111111", "password1234567", "password19841984", "!!!!!!!princess"),
        *("monkeymonkey2026", "sunshine20260301", "dragonqwertyuiop", "abcdefgbaseball"),
        *("passwordzyxwvuts", "sunshineprincess1", "master1234567890123456789"),
    ),
    "a run or a few characters": (
        *("abcdefghijklmnopq", "zyxwvutsrqponmlk", "qwertzuiopasdfghjkl", "0987654321098765"),
        *("aaaaaaaaaaaaaaaaa", "abababababababab", "abcabcabcabcabc", "x" * 253 + "abc", " " * 20),
        *("qazwsxedcrfvtgbyhn", "1q2w3e4r5t6y7u8i", "20262026202620262026"),
    ),
    "hers, or of this place": (
        *("ana.duarte@example.org!!", "anaduarteanaduarte", "ana-ana-ana-ana-ana"),
        *("duarte2026duarte", "carryovercarryover", "Carryover!Carryover"),
        *("administrator123", "carryover12345678"),
    ),
}
FINE = (
    *("four seas, one quiet boat", "eleven herons at low tide", "my quiet blue river stone"),
    *("my grandmother's blue kite", "fifteen letters", "ünïcödé ís fïne", "only-for-the-demo"),
    *("多くの文字のパスワードも使えます", "x7!kQ2#mB9$wLp4z", "ana likes seven herons"),
    *("blue839201758362", "dragon princess monkey shadow"),
)


@pytest.mark.parametrize("kind", COMMON)
def test_what_is_tried_first_is_common(kind: str) -> None:
    assert [password for password in COMMON[kind] if not is_common(password, EMAIL)] == []


def test_a_phrase_of_ones_own_is_not_whatever_it_is_made_of() -> None:
    assert [password for password in FINE if is_common(password, EMAIL)] == []


def test_what_is_hers_alone_is_common_for_her_alone() -> None:
    assert is_common("duarte2026duarte", EMAIL)
    assert not is_common("duarte2026duarte", "ben@example.org")
    assert not is_common("duarte2026duarte", None)


def test_the_list_has_thousands_of_long_ones_and_all_as_they_are_compared() -> None:
    listed = LIST.read_text("utf-8").splitlines()
    assert sum(len(line) >= 15 for line in listed) > 3_000
    folded = [unicodedata.normalize("NFKC", line).strip().casefold() for line in listed]
    assert listed == folded
    assert len(set(listed)) == len(listed)


def test_the_list_is_not_read_before_a_password_is_chosen() -> None:
    asked = "import carryover, api.accounts.common_passwords as c; print(c._listed.cache_info())"
    told = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True, timeout=WITHIN_S
    )
    assert "currsize=0" in told.stdout
