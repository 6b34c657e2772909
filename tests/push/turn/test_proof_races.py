"""Who registers and proves at the same moment: in the end one phone has the target."""

from asyncio import gather

from sqlalchemy import insert, select, text

from api.accounts import devices
from api.platform.db import transaction
from api.platform.ids import new_id
from api.tables import Device
from tests.acting.care import body_of
from tests.cast import Person
from tests.push.rig import ANA, Rig
from tests.push.turn.test_proofs import CYS, body, contested, proofs, pushed_proof, put, shown
from tests.statements import plan_of, reads_all

HERS = f"/v1/me/devices/{ANA}"


async def enabled(rig: Rig) -> dict[str, str]:
    rows = await rig.care.rows(select(Device).where(Device.disabled_at.is_(None)))
    return {row.installation_id: row.target for row in rows}


async def statuses(*calls: tuple[Person, str, dict[str, object]]) -> list[int]:
    """Return the statuses of registrations that are sent at once."""
    answers = await gather(*(who.put(path, said) for who, path, said in calls))
    return [answer.status_code for answer in answers]


async def test_two_phones_that_swap_their_targets_at_once_both_do(rig: Rig) -> None:
    ana, again = rig.care.ana, await rig.care.another_phone()
    paths = ("/v1/me/devices/one", "/v1/me/devices/two")
    targets = ["a", "b"]
    await rig.phone("a", ana, installation="one")
    await rig.phone("b", again, installation="two")
    for _ in range(10):
        targets.reverse()
        calls = zip((ana, again), paths, map(body, targets), strict=True)
        assert await statuses(*calls) == [200, 200]
        found = await enabled(rig)
        # Who came second may have lost hers to the first, and has got the other by then.
        assert found == dict(zip(("one", "two"), targets, strict=True))


async def test_a_proof_is_taken_once_however_often_it_comes_at_once(rig: Rig) -> None:
    await contested(rig)
    said = body(proof=await pushed_proof(rig))
    cy = rig.care.cast.cy
    assert await statuses(*[(cy, CYS, said)] * 5) == [200] * 5
    assert await enabled(rig) == {"cys": ANA}


async def test_her_start_as_it_is_proven_leaves_the_target_with_one(rig: Rig) -> None:
    await contested(rig)
    said = body(proof=await pushed_proof(rig))
    calls = [(rig.care.cast.cy, CYS, said), (rig.care.ana, HERS, body())]
    assert set(await statuses(*calls)) <= {200, 503}
    assert len(await enabled(rig)) == 1
    # Sent again, the phone that the target reaches has it, and the other awaits a proof.
    first, second = shown(await put(rig)), shown(await put(rig, HERS, rig.care.ana))
    assert {first, second} == {(True, False), (False, True)}
    assert list((await enabled(rig)).values()) == [ANA]


async def test_many_registrations_of_a_held_target_at_once_ask_for_one_push(rig: Rig) -> None:
    await rig.phone(ANA)
    calls = [(rig.care.cast.cy, CYS, body())] * 8
    assert sorted(await statuses(*calls)) == [200] * 7 + [201]
    assert await proofs(rig) == [("scheduled", None)]


async def test_a_sign_out_as_another_takes_the_target_lets_it_go(rig: Rig) -> None:
    await rig.phone(ANA)
    out, answer = await gather(
        rig.care.ana.post("/v1/auth/sign-out"), rig.care.cast.cy.put(CYS, body())
    )
    body_of(out)
    assert answer.status_code == 201
    assert shown(await put(rig)) == (True, False)
    assert await enabled(rig) == {"cys": ANA}


async def test_the_phones_that_a_registration_locks_are_found_by_indexes(rig: Rig) -> None:
    sessions = rig.care.sessions
    await rig.phone(ANA)
    (one,) = await rig.devices()
    columns = {column.key: getattr(one, column.key) for column in Device.__table__.columns}
    names = (f"phone-{number}" for number in range(3000))
    rows = [columns | {"id": new_id(), "installation_id": name, "target": name} for name in names]
    async with transaction(sessions) as session:
        await session.execute(insert(Device), rows)
        await session.execute(text("ANALYZE devices"))
    these = {"installation": "phone-7", "target": "phone-9"}
    plan = await plan_of(sessions, devices._BOTH, these, few=False)
    assert not [step for step in plan if reads_all(step)]
    assert "uq_devices_target" in "\n".join(plan)
