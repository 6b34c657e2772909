"""What is done in a database that was put back: nobody knows what came after the backup."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select

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
