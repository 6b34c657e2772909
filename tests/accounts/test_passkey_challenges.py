"""Challenges of passkeys: each for one purpose, bound to what it names, for five minutes."""

from datetime import timedelta
from uuid import UUID

import pytest

from api.accounts.passkey_challenges import Purpose, is_good, issue_passkey_challenge
from api.platform import base64url
from api.platform.keys import keys_of
from api.rules.passkeys import LIFETIME
from tests.acting.care import at
from tests.databases import KEYS

NOW = at(2026, 3, 2, 8)
BOUND = (UUID(int=1), UUID(int=2))
PURPOSES: tuple[Purpose, ...] = ("sign in", "prove", "add first", "add")


@pytest.mark.parametrize("purpose", PURPOSES)
def test_it_is_good_for_its_purpose_alone(purpose: Purpose) -> None:
    challenge = issue_passkey_challenge(purpose, BOUND, NOW, KEYS)
    good = [each for each in PURPOSES if is_good(challenge, each, BOUND, NOW, KEYS)]
    assert good == [purpose]


@pytest.mark.parametrize("bound_to", [(), BOUND[:1], BOUND[::-1], (*BOUND, UUID(int=3))])
def test_it_is_good_for_what_it_is_bound_to_alone(bound_to: tuple[UUID, ...]) -> None:
    challenge = issue_passkey_challenge("prove", BOUND, NOW, KEYS)
    assert not is_good(challenge, "prove", bound_to, NOW, KEYS)


def test_it_is_good_until_its_last_second_and_no_two_are_alike() -> None:
    first, second = (issue_passkey_challenge("add", BOUND, NOW, KEYS) for _ in range(2))
    assert first != second
    last = NOW + LIFETIME - timedelta(microseconds=1)
    assert is_good(first, "add", BOUND, last, KEYS)
    assert not is_good(first, "add", BOUND, NOW + LIFETIME, KEYS)


def test_none_that_was_changed_or_cut_or_made_by_another_key_is_good() -> None:
    raw = bytearray(base64url.decode(issue_passkey_challenge("add", BOUND, NOW, KEYS)))
    for place in range(len(raw)):
        raw[place] ^= 1
        assert not is_good(base64url.encode(bytes(raw)), "add", BOUND, NOW, KEYS), place
        raw[place] ^= 1
    for length in (1, 40, len(raw) - 1):
        assert not is_good(base64url.encode(bytes(raw[:length])), "add", BOUND, NOW, KEYS)
    other = issue_passkey_challenge("add", BOUND, NOW, keys_of("k" * 40))
    assert not is_good(other, "add", BOUND, NOW, KEYS)
