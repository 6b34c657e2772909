"""What clears a notification, and what is to be sent back: silent data."""

import json
import random
from datetime import timedelta
from uuid import UUID

import pytest

from push.fcm.silent import encode_silent
from push.transports import Address, Clear, Proof
from tests.fcm_protocol import refused
from tests.push.notices import NOW, REMINDER_ID, a_phone

A_CLEAR = Clear(REMINDER_ID, NOW + timedelta(hours=26))


def message(target: Address | None = None) -> dict[str, object]:
    found = json.loads(encode_silent(A_CLEAR, target or a_phone(), NOW))
    assert isinstance(found, dict)
    return found


def test_it_is_data_alone_and_fcm_takes_it() -> None:
    assert message() == {
        "fid": "ana-phone",
        "data": {"action": "clear", "reminder_id": str(REMINDER_ID)},
        "android": {"collapse_key": str(REMINDER_ID), "priority": "normal", "ttl": "93600s"},
        "apns": {
            "headers": {
                "apns-push-type": "background",
                "apns-priority": "5",
                "apns-collapse-id": str(REMINDER_ID),
                "apns-expiration": str(int(NOW.timestamp()) + 93_600),
            },
            "payload": {"aps": {"content-available": 1}},
        },
        "webpush": {"headers": {"TTL": "93600", "Urgency": "low", "Topic": REMINDER_ID.hex}},
    }
    assert refused("Bearer local", {"message": message()}) is None


def test_a_proof_replaces_nothing_and_fcm_takes_it() -> None:
    proof = Proof(REMINDER_ID, "phone-1", "a-secret", NOW + timedelta(minutes=10))
    found = json.loads(encode_silent(proof, a_phone(), NOW))
    assert found == {
        "fid": "ana-phone",
        "data": {
            "action": "proof",
            "reminder_id": str(REMINDER_ID),
            "installation_id": "phone-1",
            "proof": "a-secret",
        },
        "android": {"priority": "normal", "ttl": "600s"},
        "apns": {
            "headers": {
                "apns-push-type": "background",
                "apns-priority": "5",
                "apns-expiration": str(int(NOW.timestamp()) + 600),
            },
            "payload": {"aps": {"content-available": 1}},
        },
        "webpush": {"headers": {"TTL": "600", "Urgency": "low"}},
    }
    assert refused("Bearer local", {"message": found}) is None
    assert "a-secret" not in repr(proof)


def test_no_target_breaks_out_of_the_message() -> None:
    chance = random.Random(1)
    for _ in range(50):
        odd = "".join(chance.choices('"\\{}%,\n\u2028é', k=20))
        assert message(Address("token", odd, "ios"))["token"] == odd


def test_what_expired_or_has_no_target_is_not_built() -> None:
    with pytest.raises(ValueError, match="expired"):
        encode_silent(Clear(UUID(int=1), NOW), a_phone(), NOW)
    with pytest.raises(ValueError, match="target"):
        encode_silent(A_CLEAR, Address("token", "", "ios"), NOW)
