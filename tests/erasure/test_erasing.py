"""At its time all that is a client's goes, from every table and from the file; her id stays."""

import sqlite3
from asyncio import gather
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text
from structlog.testing import capture_logs

from api.erasure.erasing import GRACE, erase_again
from api.erasure.ledger import Erased, append, read_ledger
from api.platform.settings import Settings
from api.tables import AuditEvent, Erasure, Reminder
from tests.acting.care import body_of, problem
from tests.acting.credentials import ANA, give_password, refresh, sign_in
from tests.acting.erasing import DAYS, ask_for, ask_for_mine, client_row, erase, erase_ana
from tests.acting.planning import update_reminder
from tests.erasure.whole_lives import CANARY, NOBODYS, WITH_IDS, all_rows, live


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return tmp_path / "erased.jsonl"


async def test_nothing_of_hers_is_left_in_any_column_of_any_table_but_her_id(care, ledger):
    before_her = await all_rows(care.sessions)
    await live(care)
    before = await all_rows(care.sessions)
    await erase_ana(care, ledger)
    after = await all_rows(care.sessions)
    gone = before.ids_gone(after)
    without = {name for name, ids in gone.items() if not ids}
    assert without == NOBODYS | {"audit_events"}, "she had nothing in a table, or it is still there"
    ids = {each for found in gone.values() for each in found}
    ids |= {str(care.ana.id), care.ana.id.hex}
    forms = ids | {each.replace("-", "") for each in ids}
    for table, rows in after.texts():
        for row in rows.values():
            assert CANARY not in row, table
            assert "Ana" not in row, table
            if table not in WITH_IDS:
                assert [each for each in forms if each in row] == [], table
    others = {name: set(rows) - gone[name] for name, rows in before_her.texts()}
    assert all(others[name] <= set(rows) for name, rows in after.texts())


async def test_it_is_noted_in_the_file_in_the_table_and_in_the_audit(care, ledger):
    await erase_ana(care, ledger)
    at = care.clock.at
    assert read_ledger(ledger) == [Erased(care.ana.id, at)]
    (row,) = await care.rows(select(Erasure))
    assert (row.id, row.created_at, row.practice_id) == (care.ana.id, at, care.ben.practice_id)
    (event,) = await care.rows(select(AuditEvent).where(AuditEvent.action == "erase client"))
    assert (event.actor_id, event.client_id, event.subject) == (None, care.ana.id, None)


async def test_her_tokens_and_her_password_open_nothing_afterwards(care, http, ledger):
    await give_password(care, care.ana, ANA)
    tokens = body_of(await sign_in(http, ANA))
    await erase_ana(care, ledger)
    care.renew(care.ana)
    assert problem(await care.ana.get("/v1/me")) == (401, "token_revoked")
    assert problem(await refresh(http, tokens["refresh_token"]))[0] == 401
    assert problem(await sign_in(http, ANA)) == (401, "wrong_credentials")
    path = f"/v1/clients/{care.ana.id}"
    assert problem(await care.ben.get(path)) == (404, "not_found")
    assert problem(await care.ben.delete(path)) == (404, "not_found")
    assert body_of(await care.ben.get("/v1/clients"))["items"] == []
    care.renew(care.cast.cy)
    assert (await care.cast.cy.get("/v1/me")).status_code == 200


async def test_nobody_is_erased_before_her_time_and_a_minute_more(care, ledger):
    await ask_for_mine(care)
    care.clock.at += DAYS + GRACE - timedelta(seconds=1)
    assert await erase(care, ledger) == 0
    assert not ledger.exists()
    care.clock.at += timedelta(seconds=1)
    assert await erase(care, ledger) == 1
    assert await erase(care, ledger) == 0


async def test_who_was_kept_at_the_last_moment_is_not_erased(care, ledger):
    await ask_for(care)
    care.clock.at += DAYS - timedelta(seconds=1)
    care.renew(care.ben)
    body_of(await care.ben.post(f"/v1/clients/{care.ana.id}/keep"))
    care.clock.at += timedelta(days=1)
    assert await erase(care, ledger) == 0
    assert await client_row(care) is not None


async def test_one_that_fails_is_tried_again_and_stops_no_other(care, tmp_path):
    for person in (care.ana, care.cast.cy):
        await ask_for(care, person)
    care.clock.at += DAYS + GRACE
    (tmp_path / "file").touch()
    with capture_logs() as lines:
        assert await erase(care, tmp_path / "file" / "erased.jsonl") == 0
    assert [line["event"] for line in lines] == ["erasure_failed"] * 2
    assert "Ana" not in str(lines)
    assert await client_row(care) is not None
    assert await erase(care, tmp_path / "erased.jsonl") == 2


async def test_while_a_push_about_her_is_on_its_way_she_is_erased_later(care, ledger):
    planned = {"starts_at": "2026-03-17T07:00:00Z"}
    body_of(await care.ben.post(f"/v1/clients/{care.ana.id}/appointments", planned), 201)
    await ask_for(care)
    (brief,) = await care.rows(select(Reminder).where(Reminder.account_id == care.ben.id))
    lease = care.clock.at + timedelta(days=20)
    claimed = {"state": "claimed", "claim_token": care.ana.id, "lease_until": lease}
    await update_reminder(care, brief, **claimed)
    care.clock.at += DAYS + GRACE
    assert await erase(care, ledger) == 0
    assert read_ledger(ledger) == []
    await update_reminder(care, brief, state="sent", claim_token=None, lease_until=None)
    assert await erase(care, ledger) == 1
    assert await care.rows(select(Reminder).where(Reminder.account_id == care.ben.id)) == []


# --- what a crash, or a restored backup, leaves -----------------------------------------------


REFUSE = {
    "sqlite": "BEGIN SELECT RAISE(ABORT, 'not now'); END",
    "postgresql": "FOR EACH ROW EXECUTE FUNCTION refuse_change()",
}


async def test_what_is_cut_off_between_the_line_and_the_commit_is_done_by_who_comes_next(
    care, ledger
):
    await ask_for(care)
    care.clock.at += DAYS + GRACE
    engine = care.sessions.engine
    async with engine.begin() as connection:
        refuse = REFUSE[engine.dialect.name]
        await connection.execute(text(f"CREATE TRIGGER not_now BEFORE DELETE ON accounts {refuse}"))
    assert await erase(care, ledger) == 0
    assert await client_row(care) is not None
    assert [each.id for each in read_ledger(ledger)] == [care.ana.id], "the line comes first"
    async with engine.begin() as connection:
        of_it = " ON accounts" if engine.dialect.name == "postgresql" else ""
        await connection.execute(text(f"DROP TRIGGER not_now{of_it}"))
    assert await erase(care, ledger) == 1
    assert [each.id for each in read_ledger(ledger)] == [care.ana.id] * 2


async def test_two_workers_at_once_erase_her_once(care, ledger):
    await ask_for(care)
    care.clock.at += DAYS + GRACE
    assert sum(await gather(*(erase(care, ledger) for _ in range(3)))) == 1
    assert len(read_ledger(ledger)) == 1


async def test_a_restored_database_forgets_whom_the_file_names_and_nobody_else(care, ledger):
    await live(care)
    await ask_for(care)
    at = care.clock.at + DAYS
    for each in (care.ana.id, care.ben.id, care.ana.id):
        append(ledger, Erased(each, at))
    for expected in (1, 0):
        assert await erase_again(care.sessions, read_ledger(ledger)) == expected
        rows = await all_rows(care.sessions)
        assert str(care.ana.id) not in rows.tables["clients"]
        assert {str(care.ben.id), str(care.cast.cy.id)} <= rows.tables["accounts"].keys()
        (noted,) = await care.rows(select(Erasure))
        assert (noted.id, noted.created_at) == (care.ana.id, at)


async def test_who_asked_again_after_a_restore_or_never_asked_is_erased_alike(care, ledger):
    append(ledger, Erased(care.ana.id, care.clock.at))
    assert (await client_row(care)).erase_at is None
    assert await erase_again(care.sessions, read_ledger(ledger)) == 1
    assert await client_row(care) is None


# --- the files of SQLite ------------------------------------------------------------------------


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_bytes_of_a_sqlite_file_hold_none_of_her_words(care, settings: Settings, ledger):
    file = Path(settings.database_url.get_secret_value().removeprefix("sqlite:///"))
    await live(care)
    assert CANARY.encode() in b"".join(_bytes(file))
    await erase_ana(care, ledger)
    for each in _bytes(file):
        assert CANARY.encode() not in each
    with sqlite3.connect(file) as rows:
        assert rows.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def _bytes(file: Path) -> list[bytes]:
    paths = [Path(f"{file}{ending}") for ending in ("", "-wal", "-journal")]
    return [path.read_bytes() for path in paths if path.exists()]
