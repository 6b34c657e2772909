"""The one form of an e-mail address."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.platform.emails import NotAnEmail, normal_email

SAME = {
    "ben@example.org": ("Ben@Example.ORG", " ben@example.org\n", "BEN@EXAMPLE.ORG"),
    "jörg@müller.de": ("Jo\u0308rg@mu\u0308ller.de", "JÖRG@xn--mller-kva.de", "jörg@MÜLLER.DE"),
    "a+b.c'd@x.example": ("A+b.C'd@X.example",),
    "ben@clinic.local": ("Ben@Clinic.Local",),
    "ben@localhost": ("ben@LOCALHOST",),
    "i\u0307@x.de": ("İ@x.de",),
}
NONE = (
    *("ben", "@x.de", "ben@", "a@@x.de", "a@b@x.de", "a..b@x.de", "a@x.de.", "a@-x.de", "", " "),
    *("a b@x.de", "a\u00a0b@x.de", "a@x. de", '"a b"@x.de', "Ben <ben@x.de>", "<ben@x.de>"),
    *("a\u200bb@x.de", "a@x.de\u200e", "a\u00adb@x.de", "\u202ea@x.de", "a\tb@x.de", "a\x7f@x.de"),
    *("a\u3164@x.de", "a\u2800@x.de", "a\ue000@x.de", "a\ud800@x.de", "a\x00@x.de"),
    *(
        "a\ufe0f@x.de",
        "a\u034f@x.de",
        "a\u180b@x.de",
        "a\u17b4@x.de",
        "a@x\ufe00.de",
        "a\U000e0100@x.de",
    ),
    *("a@[127.0.0.1]", "a@x_y.de", "a＠x.de", "x" * 250 + "@x.de", "a@" + "x" * 64 + ".de"),
)


@pytest.mark.parametrize("form", SAME)
def test_an_address_has_one_form_however_it_is_typed(form: str) -> None:
    for typed in (form, *SAME[form]):
        assert normal_email(typed) == form


@pytest.mark.parametrize("typed", NONE)
def test_what_is_no_address_or_has_what_cannot_be_seen_is_refused(typed: str) -> None:
    with pytest.raises(NotAnEmail, match=r"^not_an_email$"):
        normal_email(typed)


@given(st.text(min_size=1, max_size=20), st.sampled_from(["x.de", "MÜLLER.de", "Clinic.local"]))
def test_the_form_of_a_form_is_itself_composed_and_small(local: str, domain: str) -> None:
    try:
        form = normal_email(f"{local}@{domain}")
    except NotAnEmail:
        return
    assert normal_email(form) == form == unicodedata.normalize("NFC", form)
    assert form == form.lower()
