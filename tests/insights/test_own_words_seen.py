"""Who else can see what a client reads of herself: she is told so only while somebody can."""

from sqlalchemy import update

from api.platform.db import transaction
from api.tables import CareLink
from tests.acting.care import Care, body_of
from tests.acting.credentials import change_account
from tests.acting.practice import discharge
from tests.acting.reviews import HIGHER, SEEN, store_two_pains, texts
from tests.cast import Person

NOT_SEEN = "If this worries you, tell your therapist."


async def end_care(care: Care) -> None:
    """End who cares for Ana, without anybody else to do so."""
    ended = update(CareLink).where(CareLink.client_id == care.ana.id)
    async with transaction(care.sessions) as session:
        await session.execute(ended.values(ended_at=care.clock.at))


async def care_of(care: Care, therapist: Person) -> None:
    """Have a therapist care for Ana."""
    whose = {"client_id": care.ana.id, "practice_id": care.ana.practice_id}
    async with transaction(care.sessions) as session:
        session.add(CareLink(created_at=care.clock.at, therapist_id=therapist.id, **whose))


async def test_her_therapist_sees_it_only_where_he_does(care):
    await store_two_pains(care, 3, 6)
    body_of(await care.ana.put("/v1/me/consents", {"share_with_therapist": False}))
    assert (await texts(care))[:2] == [HIGHER, NOT_SEEN]
    body_of(await care.ana.put("/v1/me/consents", {"share_with_therapist": True}))
    assert (await texts(care))[1] == SEEN
    await discharge(care)
    assert (await texts(care))[:2] == [HIGHER, NOT_SEEN]
    assert (await texts(care, "es"))[1] == "Si esto te preocupa, coméntaselo a tu terapeuta."


async def test_a_therapist_who_is_gone_sees_nothing(care):
    await store_two_pains(care, 3, 6)
    await change_account(care, care.ben, deactivated_at=care.clock.at)
    assert (await texts(care))[:2] == [HIGHER, NOT_SEEN]
    await change_account(care, care.ben, deactivated_at=None)
    assert (await texts(care))[1] == SEEN
    await end_care(care)
    assert (await texts(care))[:2] == [HIGHER, NOT_SEEN]
    await care_of(care, care.cast.dora)
    assert (await texts(care))[1] == SEEN


async def test_nobody_reads_of_someone_else(care):
    fresh = body_of(await care.cast.cy.get("/v1/me/trends"))["words"]
    await store_two_pains(care, 3, 6)
    assert body_of(await care.cast.cy.get("/v1/me/trends"))["words"] == fresh
    theirs = body_of(await care.ben.get(f"/v1/clients/{care.ana.id}/trends"))
    assert "words" not in theirs
