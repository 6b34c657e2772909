"""What phones had long ago is forgotten, and nothing that one may still name."""

from uuid import uuid4

import pytest
from sqlalchemy import select, update

from api.platform.db import Sessions, transaction
from api.tables import LocalNotice, PhoneView, SignIn
from push.chores.batches import BATCH
from push.chores.phones_past import STATEMENTS, _asked, forget_phones_past
from tests.acting.care import Care, body_of, problem
from tests.acting.syncing import Phone, change, statuses
from tests.conftest import NOW
from tests.statements import plan_of, reads_all

DEVICE = {"platform": "ios", "target": {"kind": "fid", "value": "target"}}


async def forget(care: Care) -> int:
    return await forget_phones_past(care.sessions, care.clock, lambda: True)


async def views(care: Care) -> int:
    return len(await care.rows(select(PhoneView.id)))


async def test_a_view_is_kept_until_its_cursor_expires(care: Care) -> None:
    phone = Phone(care.ana)
    await phone.sync()
    care.advance(days=30, seconds=-1)
    assert (await forget(care), await views(care)) == (0, 1)
    care.advance(seconds=1)
    assert (await forget(care), await views(care)) == (1, 0)
    assert problem(await phone.send()) == (410, "cursor_expired")


async def test_a_phone_that_signed_out_begins_anew_and_what_it_had_is_forgotten(care: Care) -> None:
    phone, other = Phone(care.ana), Phone(await care.another_phone())
    await other.sync()
    phone.cursor = other.cursor
    await phone.sync()
    async with transaction(care.sessions) as session:
        mine = (PhoneView.sign_in_id == SignIn.id) & (SignIn.account_id == care.ana.id)
        await session.execute(update(SignIn).where(mine).values(revoked_at=care.clock.at))
        newest = select(SignIn.id).where(SignIn.account_id == care.ana.id)
        assert len((await session.scalars(newest)).all()) == 2
    third = Phone(await care.another_phone(), cursor=other.cursor)
    late = change("check_in", date="2026-03-02", stress=1, recorded_at="2026-03-02T09:00:00Z")
    assert problem(await third.send(late)) == (410, "cursor_expired")
    assert body_of(await third.person.get("/v1/me/check-ins"))["items"] == []
    third.cursor = None
    assert statuses(await third.sync(late)) == ["stored"]
    before = await views(care)
    assert await forget(care) == before - 1
    assert await views(care) == 1
    await third.sync()


async def test_what_phones_set_is_kept_for_receipts(care: Care) -> None:
    phone = Phone(care.ana)
    body_of(await care.ana.put("/v1/me/devices/phone-1", DEVICE), 201)
    notice = {"reminder_id": str(uuid4()), "due_at": NOW.isoformat()}
    told = await phone.sync(change("notifications", "phone-1", set=[notice]))
    assert statuses(told) == ["stored"]
    care.advance(days=31)
    assert await forget(care) == 1
    assert len(await care.rows(select(LocalNotice.id))) == 1
    care.advance(seconds=1)
    assert await forget(care) == 1


async def test_the_nightly_sweep_forgets_them(care: Care, rig) -> None:
    await Phone(care.ana).sync()
    care.advance(days=30)
    await rig.worker.prune()
    assert await views(care) == 0


@pytest.mark.parametrize("number", range(len(STATEMENTS)))
async def test_no_whole_table_is_read(sessions: Sessions, number: int) -> None:
    steps = await plan_of(sessions, STATEMENTS[number], {"most": BATCH, **_asked(NOW)})
    assert [step for step in steps if reads_all(step) and "some" not in step] == []
