"""What is done in a database that was put back: nobody knows what came after the backup."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update

from api.access.audit import record
from api.platform.db import Sessions, transaction
from api.tables import Account, Client, OneTimeCode, Practice, Reminder, SignIn
from tests.commands.acting import made_here
from tests.commands.stored import on, rows
from tests.conftest import NOW
from tests.processes import environment

ONE = UUID(int=1)
LONG_AGO = {"created_at": NOW}
FAR = NOW + timedelta(days=36_500)


def reminder(slot: str, due: Any, state: str) -> Reminder:
    """Return Ana's reminder at an instant."""
    claimed = {"claim_token": ONE, "lease_until": FAR} if state == "claimed" else {}
    return Reminder(
        account_id=ONE,
        source="check_in",
        subject_id=ONE,
        local_date=NOW.date(),
        slot=slot,
        plan_revision=0,
        tzdb_version="",
        due_at=due,
        expires_at=FAR + timedelta(hours=1),
        state=state,
        next_attempt_at=due,
        **claimed,
        **LONG_AGO,
    )


async def a_past(sessions: Sessions) -> None:
    """Store Ana, signed in, with a code, two reminders past and one to come."""
    who = {"id": ONE, "practice_id": ONE, **LONG_AGO}
    person = {"role": "client", "admin": False, "name": "Ana", "locale": "en", "timezone": "UTC"}
    async with transaction(sessions) as session:
        one = {"id": ONE, "name": "One", "timezone": "UTC", **LONG_AGO}
        await session.execute(insert(Practice).values(one))
        session.add(Account(**who, **person))
        await session.flush()
        session.add(Client(**who, check_in_time=NOW.time(), reminder_cap=6, plan_revision=0))
        session.add(SignIn(account_id=ONE, last_used_at=NOW, expires_at=FAR, **LONG_AGO))
        code = {"purpose": "invite", "code_hash": "x", "expires_at": FAR}
        session.add(OneTimeCode(account_id=ONE, **code, **LONG_AGO))
        await session.flush()
        session.add_all(
            [
                reminder("a", NOW, "scheduled"),
                reminder("b", NOW + timedelta(minutes=1), "claimed"),
                reminder("c", FAR, "scheduled"),
            ]
        )
        record(session, NOW, "view client", practice_id=ONE, actor_id=ONE)


def test_what_came_after_the_backup_is_settled(own_url, own_env, tmp_path):
    on(own_url, a_past)
    made_here("backup", tmp_path / "kept", env=own_env)
    told = made_here("restore", tmp_path / "kept", "--force", env=own_env)
    assert (told["sign_ins_ended"], told["reminders_settled"]) == (1, 2)
    states = rows(own_url, "SELECT slot, state, reason FROM reminders ORDER BY slot")
    assert states == [
        ("a", "failed", "unknown"),
        ("b", "failed", "unknown"),
        ("c", "scheduled", None),
    ]

    async def left(sessions: Sessions) -> tuple[Any, Any]:
        async with transaction(sessions, write=False) as session:
            sign_in = await session.scalar(select(SignIn))
            code = await session.scalar(select(OneTimeCode))
            return sign_in, code

    sign_in, code = on(own_url, left)
    assert sign_in.revoked_at is None
    assert sign_in.expires_at < NOW + timedelta(days=36_000)
    assert code.revoked_at is not None
    noted = rows(own_url, "SELECT action, practice_id FROM audit_events ORDER BY created_at")
    assert [action for action, _ in noted] == ["view client", "restore backup"]
    assert made_here("audit", "verify", env=environment(own_url))["unchained"] == 2


async def a_planned_erasure(sessions: Sessions) -> None:
    """Have Ana's erasure planned for a day that is past, with the code that takes it back."""
    await a_past(sessions)
    async with transaction(sessions) as session:
        planned = {"erase_at": NOW, "erase_asked_at": NOW, "erase_asked_by": "client"}
        await session.execute(update(Client).values(planned))
        code = {"purpose": "keep_account", "code_hash": "y", "expires_at": NOW}
        session.add(OneTimeCode(account_id=ONE, **code, **LONG_AGO))


def test_an_erasure_that_may_have_been_taken_back_since_waits_once_more(own_url, own_env, tmp_path):
    on(own_url, a_planned_erasure)
    made_here("backup", tmp_path / "kept", env=own_env)
    before = datetime.now(UTC)
    made_here("restore", tmp_path / "kept", "--force", env=own_env)

    async def left(sessions: Sessions) -> tuple[Any, Any]:
        async with transaction(sessions, write=False) as session:
            client = await session.scalar(select(Client))
            keeps = OneTimeCode.purpose == "keep_account"
            return client, await session.scalar(select(OneTimeCode).where(keeps))

    client, code = on(own_url, left)
    assert client.erase_at > before + timedelta(days=13)
    assert (code.revoked_at, code.expires_at) == (None, client.erase_at)
