"""A template yields what the SDK encodes, for any notice and any target, to the letter."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from push.fcm.client import encode
from push.fcm.templates import SAMPLES, Templates
from push.transports import Address, Notice
from tests.push.notices import NOW, a_notice, a_phone

TEXTS = st.text(max_size=80)
NOTICES = st.builds(
    Notice,
    reminder_id=st.uuids(),
    kind=TEXTS,
    title=TEXTS,
    body=TEXTS,
    loc_key=TEXTS,
    link=TEXTS,
    source=st.none() | TEXTS,
    expires_at=st.datetimes(datetime(2026, 2, 28), datetime(2027, 1, 1), timezones=st.just(UTC)),
)
TARGETS = st.builds(
    Address,
    st.sampled_from(["token", "fid"]),
    st.text(max_size=200),
    st.sampled_from(["android", "ios", "web"]),
)


def said(way: Callable[[Notice, Address, datetime], str], notice: Notice, target: Address) -> str:
    """Return the message, or that it is not built."""
    try:
        return way(notice, target, NOW)
    except ValueError:
        return "refused"


@settings(max_examples=300)
@given(NOTICES, TARGETS)
@example(replace(a_notice(), title='100 % "%(id)s" {link}'), a_phone('"%s\\'))
@example(a_notice(), a_phone(""))
@example(replace(a_notice(), body='"1234567'), a_phone())
@example(replace(a_notice(), body=str(SAMPLES[0][0].reminder_id)), a_phone())
@example(replace(a_notice(), body="blank:link"), a_phone())
@example(replace(a_notice(), title='"blank:target"', link='"1234567s"'), a_phone())
def test_a_template_yields_what_the_sdk_encodes(notice: Notice, target: Address) -> None:
    templates = Templates(encode)
    expected = said(encode, notice, target)
    # The first makes the template, the second finds it.
    assert said(templates.encode, notice, target) == expected
    assert said(templates.encode, notice, target) == expected


@pytest.mark.parametrize("seconds", [-1, 0, 0.4, 1, 59.9, 7200, 40 * 86_400])
def test_a_template_dies_with_its_reminder_too(seconds: float) -> None:
    notice = a_notice(timedelta(seconds=seconds))
    assert said(Templates(encode).encode, notice, a_phone()) == said(encode, notice, a_phone())


@pytest.mark.parametrize("above", [-1, 0, 1])
def test_a_template_ends_at_the_same_byte(above: int) -> None:
    plain = replace(a_notice(), link="")
    room = 4096 + len(a_phone().value) - len(encode(plain, a_phone(), NOW))
    notice = replace(plain, link="x" * (room + above))
    refused = said(Templates(encode).encode, notice, a_phone()) == "refused"
    assert refused == (above > 0)


def test_a_text_is_encoded_once_however_many_it_goes_to() -> None:
    asked = []

    def counted(notice: Notice, target: Address, now: datetime) -> str:
        asked.append(notice)
        return encode(notice, target, now)

    templates = Templates(counted)
    for number in range(50):
        notice = replace(a_notice(), link=f"carryover://reminders/{number}")
        assert templates.encode(notice, a_phone(f"phone-{number}"), NOW)
    assert len(asked) == 2


def test_nothing_a_template_was_made_of_is_left_in_a_message() -> None:
    assert "blank" not in Templates(encode).encode(a_notice(), a_phone(), NOW)
