"""What people do with their phones in a life: register, prove whose they are, remove."""

from datetime import timedelta
from typing import Any

from tests.push.any_life.acts import went_well
from tests.push.any_life.life import Life
from tests.push.any_life.remembered import Phone

PROOF_LASTS = timedelta(minutes=15)


async def register(
    life: Life, installation: str, target: str, cys: bool, allowed: bool, proof: str | None = None
) -> None:
    """Register a phone for Cy if `cys`, else for Ana; `allowed`: its app may notify.

    Ana is signed in on each of her phones by itself.
    """
    hers = life.care.ana if installation == "one" else life.other_phone()
    who, memory = life.care.cast.cy if cys else hers, life.memory
    body: dict[str, Any] = {
        "platform": "android",
        "target": {"kind": "token", "value": target},
        "notifications_allowed": allowed,
    }
    held = memory.is_held(installation, target, who.id)
    answer = await who.put(f"/v1/me/devices/{installation}", body | {"proof": proof})
    if memory.owner(installation) not in (None, who.id):
        assert answer.status_code == 404, "another's phone"
    if went_well(answer):
        told, phone = answer.json(), Phone(who.id, target, allowed)
        assert told["awaits_proof"] is not told["enabled"]
        assert proof or not held or told["awaits_proof"], "another's target, without a proof"
        (memory.register if told["enabled"] else memory.wait_for_proof)(installation, phone)


async def prove(life: Life, installation: str) -> None:
    """Send back, from a phone that waits for it, the proof that was pushed for it last."""
    phone = life.memory.awaiting.get(installation)
    mine = [one for one in life.stub.proofs if one.installation == installation]
    if phone is None or not mine or not mine[-1].accepted:
        return
    held = life.memory.is_held(installation, phone.target, phone.owner)
    last, cys = mine[-1], phone.owner == life.care.cast.cy.id
    proof = last.message["data"]["proof"]
    await register(life, installation, phone.target, cys, phone.takes_pushes, proof)
    if held and installation in life.memory.phones:
        assert last.target == phone.target, "proven by what went to another target"
        assert life.now < last.at + PROOF_LASTS, "proven by what is old"
        life.memory.ever.add("proven")


async def remove(life: Life, installation: str) -> None:
    owner = life.memory.owner(installation)
    who = life.care.cast.cy if owner == life.care.cast.cy.id else life.care.ana
    if went_well(await who.delete(f"/v1/me/devices/{installation}")):
        life.memory.remove(installation)
