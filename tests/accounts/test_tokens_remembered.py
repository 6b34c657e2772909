"""That a token was rightly signed is remembered; whether it still holds is asked each time."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import jwt
import pytest

from api.access.tokens import ACCESS_LIFETIME, issue_access_token, read_access_token
from api.platform.http.errors import Unauthenticated
from api.platform.keys import keys_of
from tests.acting.care import body_of, problem
from tests.acting.credentials import ANA, give_password, see, sign_in

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
KEY, OTHER_KEY = "k" * 32, "o" * 32
REVOKED = (401, "token_revoked")


def issued() -> tuple[str, tuple[UUID, UUID]]:
    """Return a header that bears a token, and whom it names."""
    named = (uuid4(), uuid4())
    return f"Bearer {issue_access_token(*named, NOW, keys_of(KEY))[0]}", named


def refusal(header: str, now: datetime = NOW, key: str = KEY) -> str:
    with pytest.raises(Unauthenticated) as refused:
        read_access_token(header, now, keys_of(key))
    return refused.value.problem_code


def test_a_token_that_was_read_before_expires_by_the_clock():
    header, named = issued()
    for _ in range(3):
        assert read_access_token(header, NOW, keys_of(KEY)) == named
    assert refusal(header, NOW + ACCESS_LIFETIME) == "token_expired"
    assert read_access_token(header, NOW, keys_of(KEY)) == named


def test_it_is_right_only_for_the_key_that_signed_it_and_only_as_a_whole():
    header, named = issued()
    assert refusal(header, key=OTHER_KEY) == "token_invalid"
    assert read_access_token(header, NOW, keys_of(KEY)) == named
    assert refusal(header, key=OTHER_KEY) == "token_invalid"
    head, claims, signature = header.split(".")
    others = issued()[0].split(".")
    for forged in (f"{head}.{others[1]}.{signature}", f"{head}.{claims}.{others[2]}", header[:-2]):
        assert refusal(forged) == "token_invalid"
        assert refusal(forged) == "token_invalid"
    unsigned = jwt.encode(jwt.decode(header[7:], options={"verify_signature": False}), None, "none")
    assert refusal(f"Bearer {unsigned}") == "token_invalid"


async def test_a_sign_in_that_ends_takes_at_once_what_was_used_a_moment_ago(care, http):
    await give_password(care, care.ana, ANA)
    tokens = body_of(await sign_in(http, ANA))
    used = tokens["access_token"]
    for _ in range(3):
        assert (await see(http, used)).status_code == 200
    signed_out = await http.post("/v1/auth/sign-out", headers={"authorization": f"Bearer {used}"})
    assert signed_out.status_code == 200
    assert problem(await see(http, used)) == REVOKED
    # And for a sign-in that somebody else ends.
    other = body_of(await sign_in(http, ANA))["access_token"]
    assert (await see(http, other)).status_code == 200
    which = jwt.decode(other, options={"verify_signature": False})["fam"]
    assert (await care.ana.delete(f"/v1/me/sign-ins/{which}")).status_code == 204
    assert problem(await see(http, other)) == REVOKED
    assert (await see(http, care.ana.token)).status_code == 200
