"""A reset of the password signs all phones out, and they are told that one thing."""

from datetime import timedelta

import pytest

from tests.acting.care import body_of
from tests.acting.credentials import AUTH, issued, reset
from tests.cast import Person
from tests.push.rig import ANA, Rig
from tests.push.turn.test_sign_in_pushes import TABLET, as_signed_in, known, later, signs_in

__all__ = ["known"]


async def resets(rig: Rig) -> Person:
    """Reset Ana's password, which ends all of her sign-ins but the one that begins."""
    code = await issued(rig.care, rig.care.ana)
    return as_signed_in(rig, body_of(await reset(rig.care.ana.http, code)))


async def test_after_a_reset_the_phones_that_it_signed_out_are_told_this_and_nothing_else(
    known: Rig,
) -> None:
    await known.phone(TABLET, await known.care.another_phone())
    await known.care.prescribe("12:05")
    new = await resets(known)
    assert await known.disabled() == {ANA: "signed_out", TABLET: "signed_out"}
    await known.phone("ana-new", new)
    assert await later(known) == [ANA, TABLET]
    assert await later(known, 300) == ["ana-new"]


async def test_the_phone_on_which_the_password_was_reset_is_not_told(
    known: Rig,
) -> None:
    await known.phone(TABLET, await known.care.another_phone())
    new = await resets(known)
    await known.phone(ANA, new)
    assert await later(known) == [TABLET]


@pytest.mark.parametrize("by", ["installation", "target", "reinstalled"])
async def test_a_phone_that_a_reset_signed_out_and_is_in_other_hands_is_not_told(
    known: Rig, by: str
) -> None:
    new = await resets(known)
    if by == "installation":
        await known.phone(ANA, known.care.cast.cy)
    elif by == "target":
        await known.phone(ANA, known.care.cast.cy, installation="cys")
    else:
        await known.phone(ANA, new, installation="again")
    assert await later(known) == []


async def test_a_phone_that_signed_out_before_or_after_is_not_told(
    known: Rig,
) -> None:
    other, third = [await known.care.another_phone() for _ in range(2)]
    await known.phone(TABLET, other)
    await known.phone("ana-third", third)
    body_of(await third.post(f"{AUTH}/sign-out"))
    known.care.clock.at += timedelta(seconds=1)
    await signs_in(known)
    known.care.clock.at += timedelta(seconds=1)
    body_of(await other.post(f"{AUTH}/sign-out"))
    assert await later(known) == [ANA]
