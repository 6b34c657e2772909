"""What leaves for a phone: size, lifetimes, replacement and nothing that tells of a person."""

import json
import warnings
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from push.fcm.client import encode
from push.transports import Address
from tests.fcm_protocol import refused
from tests.push.notices import NOW, REMINDER_ID, a_notice, a_phone


def message(lasts: timedelta = timedelta(hours=2), target: Address | None = None) -> dict[str, Any]:
    found = json.loads(encode(a_notice(lasts), target or a_phone(), NOW))
    assert isinstance(found, dict)
    return found


def test_data_holds_opaque_ids_alone() -> None:
    assert message()["data"] == {
        "reminder_id": str(REMINDER_ID),
        "link": f"carryover://reminders/{REMINDER_ID}",
    }


def test_the_kind_of_reminder_stays_here() -> None:
    assert "slot" not in encode(a_notice(), a_phone(), NOW)


def test_android_gets_keys_and_no_literal_text_because_a_literal_wins_there() -> None:
    sent = message()
    assert "notification" not in sent
    assert sent["android"]["notification"] == {
        "title_loc_key": "reminder_title",
        "body_loc_key": "reminder_body",
        "tag": str(REMINDER_ID),
        "visibility": "PRIVATE",
    }


def test_ios_gets_keys_with_english_to_fall_back_on() -> None:
    assert message()["apns"]["payload"]["aps"]["alert"] == {
        "title": "Carryover",
        "title-loc-key": "reminder_title",
        "body": "Time for your next activity",
        "loc-key": "reminder_body",
    }


def test_a_second_copy_replaces_the_first_on_every_platform() -> None:
    sent = message()
    assert sent["android"]["notification"]["tag"] == str(REMINDER_ID)
    assert sent["apns"]["headers"]["apns-collapse-id"] == str(REMINDER_ID)
    assert sent["webpush"]["notification"]["tag"] == str(REMINDER_ID)
    assert sent["webpush"]["headers"]["Topic"] == REMINDER_ID.hex


def test_a_message_dies_with_its_reminder_on_every_platform() -> None:
    sent = message(timedelta(minutes=90, milliseconds=700))
    assert sent["android"]["ttl"] == "5400s"
    assert sent["webpush"]["headers"]["TTL"] == "5400"
    assert sent["apns"]["headers"]["apns-expiration"] == str(int(NOW.timestamp()) + 5400)


def test_it_is_urgent_on_every_platform() -> None:
    sent = message()
    assert sent["android"]["priority"] == "high"
    assert sent["apns"]["headers"]["apns-priority"] == "10"
    assert sent["webpush"]["headers"]["Urgency"] == "high"


def test_a_ttl_above_what_fcm_takes_is_cut_to_four_weeks() -> None:
    assert message(timedelta(days=60))["android"]["ttl"] == "2419200s"


@pytest.mark.parametrize("lasts", [timedelta(0), timedelta(seconds=-1)])
def test_an_expired_notice_is_not_built(lasts: timedelta) -> None:
    with pytest.raises(ValueError, match="expired"):
        encode(a_notice(lasts), a_phone(), NOW)


def test_a_message_above_4096_bytes_is_not_built() -> None:
    phone = a_phone()
    plain = replace(a_notice(), link="")
    room = 4096 + len(phone.value) - len(encode(plain, phone, NOW))
    assert encode(replace(plain, link="x" * room), phone, NOW)
    with pytest.raises(ValueError, match="too large"):
        encode(replace(plain, link="x" * (room + 1)), phone, NOW)


def test_a_long_target_does_not_count_as_payload() -> None:
    assert len(encode(a_notice(), a_phone("x" * 5000), NOW)) > 5000


@pytest.mark.parametrize("kind", ["token", "fid"])
def test_a_target_goes_in_its_own_field_without_a_warning(kind: Any) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        sent = message(target=Address(kind, "ana-phone", "ios"))
    assert {"token", "fid", "topic", "condition"} & set(sent) == {kind}
    assert sent[kind] == "ana-phone"


def test_fcm_would_take_it() -> None:
    assert refused("Bearer t", {"message": message()}) is None


def test_a_target_does_not_show_in_a_repr() -> None:
    assert "ana-phone" not in repr(a_phone())
