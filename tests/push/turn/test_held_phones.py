"""What is held up waits, and what expires meanwhile ends with its reason."""

from datetime import datetime, timedelta

from api.platform.db import Sessions, transaction
from push.holds.holds import hold_up
from tests.push.claims_by_hand import claim_due, dispatch_claim
from tests.push.rig import Rig, monday


async def hold(sessions: Sessions, scope: str, wall: str, until: datetime) -> None:
    async with transaction(sessions) as session:
        await hold_up(session, scope, "THIRD_PARTY_AUTH_ERROR", until, monday(wall))


async def test_a_held_platform_waits_while_the_others_are_pushed(
    rig: Rig, sessions: Sessions
) -> None:
    await rig.phone("ana-phone", platform="ios")
    await rig.phone("ana-tablet", platform="web")
    await rig.care.prescribe("10:00", "15:00")
    await hold(sessions, "ios", "09:55", monday("10:10"))
    assert await rig.turn_at("10:00") == ["ana-tablet"]
    assert (await rig.ends())["10:00"] == ("sent", None)


async def test_who_has_only_held_phones_is_reminded_when_the_hold_ends(
    rig: Rig, sessions: Sessions
) -> None:
    await rig.phone("ana-phone", platform="ios")
    await rig.care.prescribe("10:00")
    await hold(sessions, "ios", "09:55", monday("10:10"))
    for wall in ("10:00", "10:05", "10:09:59"):
        assert await rig.turn_at(wall) == []
    assert await rig.turn_at("10:10") == ["ana-phone"]


async def test_what_expires_in_a_hold_of_everything_ends_in_time(
    rig: Rig, sessions: Sessions
) -> None:
    await rig.phone("ana-phone")
    await rig.care.prescribe("10:00", schedule={"window_min": 30})
    await hold(sessions, "all", "09:55", monday("09:55") + timedelta(hours=5))
    assert await rig.turn_at("10:29:59") == []
    assert (await rig.ends())["10:00"] == ("scheduled", None)
    # All that waits is looked through every ten seconds.
    assert await rig.turn_at("10:30:05") == []
    assert (await rig.ends())["10:00"] == ("scheduled", None)
    assert await rig.turn_at("10:30:10") == []
    assert (await rig.ends())["10:00"] == ("expired", "expired")


async def test_what_was_claimed_before_everything_was_held_does_not_leave(
    rig: Rig, sessions: Sessions
) -> None:
    await rig.phone("ana-phone")
    await rig.care.prescribe("10:00")
    rig.move(monday("10:00"))
    claimed = await claim_due(rig)
    await hold(sessions, "all", "10:00", monday("10:02"))
    assert await dispatch_claim(rig, claimed) == []
    assert await rig.turn_at("10:02") == ["ana-phone"]
