"""The file of who was erased: whole lines, for the owner alone, whatever cut an earlier one off."""

import os
import stat
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from uuid import UUID

import pytest

from api.erasure.ledger import (
    Erased,
    append,
    ledger_of,
    read_for_restore,
    read_ledger,
    require_ledger,
    require_sound,
)
from api.platform.db import is_unavailable
from api.platform.faults import Fault
from tests.databases import settings_for
from tests.waiting import WITHIN_S

AT = datetime(2026, 3, 16, 8, 0, 0, 123456, tzinfo=UTC)
ANA, CY = Erased(UUID(int=1), AT), Erased(UUID(int=2), AT)
POSTGRES = "postgresql://nobody@db.invalid/carryover"


def test_what_is_appended_is_read_in_its_order(tmp_path: Path) -> None:
    file = tmp_path / "kept" / "erased.jsonl"
    assert read_ledger(file) == []
    for each in (ANA, CY, ANA):
        append(file, each)
    assert read_ledger(file) == [ANA, CY, ANA]
    text = '{"id": "00000000-0000-0000-0000-000000000001", '
    assert file.read_text().startswith(text + '"erased_at": "2026-03-16T08:00:00.123456+00:00"}\n')


def test_the_file_and_its_folder_are_the_owners_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        append(tmp_path / "kept" / "erased.jsonl", ANA)
    finally:
        os.umask(before)
    modes = [
        stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("kept", "kept/erased.jsonl")
    ]
    assert modes == [0o700, 0o600]


def test_what_a_crash_left_of_a_line_gives_way_to_the_next_one(tmp_path: Path) -> None:
    file = tmp_path / "erased.jsonl"
    append(file, ANA)
    whole = file.read_bytes()
    for torn in range(1, len(whole)):
        file.write_bytes(whole + whole[:torn].replace(b"\n", b""))
        assert read_ledger(file) == [ANA]
        append(file, CY)
        assert read_ledger(file) == [ANA, CY], torn
    file.write_bytes(b'{"id": ')
    append(file, CY)
    assert read_ledger(file) == [CY]


@pytest.mark.parametrize(
    "broken",
    [
        "",
        "{",
        "[]",
        '"x"',
        "{}",
        '{"id": "x", "erased_at": "2026-03-16T08:00:00+00:00"}',
        '{"id": "00000000-0000-0000-0000-000000000001", "erased_at": "2026-03-16T08:00:00"}',
        '{"id": 1, "erased_at": "2026-03-16T08:00:00+00:00"}',
    ],
)
def test_a_broken_line_is_a_fault_that_names_it_since_someone_would_come_back(
    tmp_path: Path, broken: str
) -> None:
    file = tmp_path / "erased.jsonl"
    append(file, ANA)
    with file.open("a") as more:
        more.write(f"{broken}\n")
    append(file, CY)
    with pytest.raises(
        Fault, match=r"CARRYOVER_ERASED_FILE: .*erased.jsonl, line 2, is no erasure"
    ):
        read_ledger(file)


def test_processes_that_append_at_once_tear_no_line(tmp_path: Path) -> None:
    file = tmp_path / "erased.jsonl"
    processes = [get_context("spawn").Process(target=_append_many, args=(file, n)) for n in (1, 2)]
    for each in processes:
        each.start()
    for each in processes:
        each.join(WITHIN_S)
    ids = [each.id.int for each in read_ledger(file)]
    assert sorted(ids) == [1] * 50 + [2] * 50


def _append_many(file: Path, number: int) -> None:
    for _ in range(50):
        append(file, Erased(UUID(int=number), AT))


def test_it_stands_beside_a_sqlite_file_unless_another_is_named(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/practice.db"
    assert ledger_of(settings_for(url)) == tmp_path / "erased.jsonl"
    named = settings_for(url, erased_file=tmp_path / "elsewhere" / "gone")
    assert require_ledger(named) == tmp_path / "elsewhere" / "gone"
    assert (tmp_path / "elsewhere" / "gone").exists()


def test_production_on_postgresql_has_to_name_one() -> None:
    with pytest.raises(Fault, match=r"CARRYOVER_ERASED_FILE is required with PostgreSQL"):
        ledger_of(settings_for(POSTGRES, environment="production"))
    assert ledger_of(settings_for(POSTGRES)).name == "erased.jsonl"


def test_one_that_cannot_be_written_is_a_fault_that_names_the_setting(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    settings = settings_for(POSTGRES, erased_file=tmp_path / "file" / "erased.jsonl")
    with pytest.raises(Fault, match=r"CARRYOVER_ERASED_FILE: cannot write .*File exists"):
        require_ledger(settings)


def test_a_full_disk_is_no_database_that_is_away(tmp_path: Path) -> None:
    """Else the worker would wait for the database, and let all others wait who are due."""
    file = tmp_path / "erased.jsonl"
    file.symlink_to("/dev/full")
    with pytest.raises(OSError, match=r"erased\.jsonl") as told:
        append(file, ANA)
    assert not is_unavailable(told.value)


def test_one_with_a_broken_line_can_be_appended_to_and_is_not_sound(tmp_path: Path) -> None:
    file = tmp_path / "erased.jsonl"
    require_sound(file)
    file.write_text("not an erasure\n")
    append(file, ANA)
    with pytest.raises(Fault, match="line 1, is no erasure"):
        require_sound(file)


def test_who_restores_has_to_have_the_file_that_is_named(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/practice.db"
    assert read_for_restore(settings_for(url)) is None
    append(tmp_path / "erased.jsonl", ANA)
    assert read_for_restore(settings_for(url)) == [ANA]
    named = settings_for(url, erased_file=tmp_path / "elsewhere" / "gone")
    with pytest.raises(Fault, match=r"CARRYOVER_ERASED_FILE: there is no .*gone\. Whoever"):
        read_for_restore(named)
    require_ledger(named)
    assert read_for_restore(named) == []
