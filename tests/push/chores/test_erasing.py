"""The worker erases whose time has come, and notes it where its settings say."""

import pytest

from api.erasure.erasing import GRACE
from api.erasure.ledger import ledger_of, read_ledger
from api.platform.settings import Settings
from api.tables import Client
from tests.acting.erasing import DAYS, ask_for_mine, client_row
from tests.acting.practice import discharge
from tests.people.test_retention_settings import edit
from tests.push.rig import Rig


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_worker_erases_and_notes_it_beside_its_database(
    rig: Rig, settings: Settings
) -> None:
    before = read_ledger(ledger_of(settings))
    await ask_for_mine(rig.care)
    await rig.worker.erase()
    assert await client_row(rig.care) is not None
    rig.care.clock.at += DAYS + GRACE
    await rig.worker.erase()
    assert await client_row(rig.care) is None
    noted = read_ledger(ledger_of(settings))[len(before) :]
    assert [each.id for each in noted] == [rig.care.ana.id]


async def test_a_worker_plans_what_retention_erases(rig: Rig) -> None:
    await discharge(rig.care)
    assert (await edit(rig.care.ben, retention_months=1)).status_code == 200
    await rig.worker.erase()
    row: Client | None = await client_row(rig.care)
    assert row is not None
    assert row.erase_asked_by is None
    rig.care.clock.at += DAYS
    await rig.worker.erase()
    row = await client_row(rig.care)
    assert row is not None
    assert row.erase_asked_by == "retention"
