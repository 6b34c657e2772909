"""The worker erases whose time has come, and notes it where its settings say."""

from collections.abc import Callable
from pathlib import Path

import pytest
from prometheus_client import REGISTRY
from structlog.testing import capture_logs

from api.erasure.erasing import GRACE
from api.erasure.ledger import ledger_of, read_ledger
from api.platform.settings import Settings
from api.tables import Client
from push.chores.erasing import look_at_ledger
from tests.acting.care import Care
from tests.acting.erasing import DAYS, ask_for_mine, client_row, erase_ana
from tests.acting.practice import discharge
from tests.people.test_retention_settings import edit
from tests.push.rig import Rig

BROKEN = "carryover_erased_file_broken"


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


Change = Callable[[Path], object]


def _is_no_folder(file: Path) -> None:
    file.parent.touch()


def _has_a_broken_line(file: Path) -> None:
    file.parent.unlink()
    file.parent.mkdir()
    file.write_text("x\n")


async def test_operators_learn_of_a_broken_file_before_anybody_is_to_be_erased(
    care: Care, tmp_path: Path
) -> None:
    file = tmp_path / "folder" / "erased.jsonl"
    broken: list[tuple[Change, str]] = [
        (_is_no_folder, "cannot write"),
        (_has_a_broken_line, "line 1, is no erasure"),
    ]
    for change, told in broken:
        change(file)
        with capture_logs() as lines:
            await look_at_ledger(care.sessions, file)
        assert REGISTRY.get_sample_value(BROKEN) == 1
        assert [line["event"] for line in lines] == ["erased_file_broken"]
        assert told in lines[0]["told"]
    file.unlink()
    await look_at_ledger(care.sessions, file)
    assert REGISTRY.get_sample_value(BROKEN) == 0


async def test_a_file_that_was_lost_is_written_anew_from_what_the_database_knows(
    care: Care, tmp_path: Path
) -> None:
    file = tmp_path / "erased.jsonl"
    await erase_ana(care, file)
    (line,) = read_ledger(file)
    file.unlink()
    with capture_logs() as lines:
        for _ in range(2):
            await look_at_ledger(care.sessions, file)
    assert read_ledger(file) == [line]
    assert [(each["event"], each["lines"]) for each in lines] == [("erased_file_completed", 1)]
