"""An edit closes the window of a reminder that waits for the end of quiet hours."""

from tests.push.rig import MONDAY, Rig


async def test_what_waits_beyond_its_shortened_window_ends_with_it(rig: Rig) -> None:
    await rig.phone("ana-phone")
    quiet = {"quiet_hours": {"start": "12:00", "end": "14:00"}}
    assert (await rig.care.ana.patch("/v1/me", quiet)).is_success
    item = await rig.care.prescribe("12:10", schedule={"window_min": 240})
    assert await rig.turn_at("12:10") == []

    later = {"times": ["12:10", "13:05"]}
    await rig.care.edit(item, schedule=later, effective_on=MONDAY)
    assert await rig.turn_at("13:05") == []

    # It had been put off to 14:00; 13:05 is next, and waits for 14:00 itself.
    assert (await rig.ends())["12:10"] == ("expired", "expired")
    assert (await rig.ends())["13:05"] == ("scheduled", None)
