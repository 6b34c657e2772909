"""A client who has something in every table, with one word wherever words go; and all rows."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import select

from api.platform.db import Sessions, transaction
from api.tables import Base, ExportArchive, FirebaseIdentity, ReminderDay
from tests.acting.care import Care, Json, body_of, on
from tests.acting.credentials import PASSWORD, invite, redeem
from tests.acting.reminding import a_reminder, deliver, register
from tests.acting.safety import flag
from tests.acting.syncing import Phone, change
from tests.cast import Person

CANARY = "zq7pelican"
EMAIL = f"{CANARY}@example.org"
# What is no client's: of practices, workers and therapists, or a hash that nothing is read from.
NOBODYS = {"practices", "workers", "push_holds", "failed_attempts", "erasures"}
NOBODYS |= {"audit_heads", "audit_links", "browsers", "recovery_codes", "second_factors"}
NOBODYS |= {"passkeys", "spent_challenges"}
# Where her id stays.
WITH_IDS = {"audit_events", "erasures"}


@dataclass(frozen=True, slots=True)
class Rows:
    """All rows there are, by table: each as text, by the text of its id."""

    tables: dict[str, dict[str, str]]

    def ids_gone(self, later: "Rows") -> dict[str, set[str]]:
        """Return the ids of rows that are not there any more, by table."""
        return {name: found.keys() - later.tables[name].keys() for name, found in self.texts()}

    def texts(self) -> list[tuple[str, dict[str, str]]]:
        return list(self.tables.items())


async def all_rows(sessions: Sessions) -> Rows:
    """Return every column of every row of every table."""
    found = {}
    async with transaction(sessions, write=False) as session:
        for name, table in Base.metadata.tables.items():
            rows = (await session.execute(select(table))).mappings().all()
            found[name] = {str(row["id"]): repr(dict(row)) for row in rows}
    return Rows(found)


async def live(care: Care) -> Person:
    """Have Ana do, and have done to her, all that leaves a row; return her with a real sign-in."""
    mine = f"/v1/clients/{care.ana.id}"
    etag = (await care.ben.get(mine)).headers["etag"]
    told = {"name": f"Ana {CANARY}", "intake": {"medication": CANARY}}
    body_of(await care.ben.patch(mine, told, headers={"if-match": etag}))
    item = await care.prescribe("09:00", "20:00", note=CANARY)
    await _plan(care, item, mine)
    tokens = body_of(
        await redeem(care.ana.http, await invite(care), email=EMAIL, password=PASSWORD)
    )
    person = Person(care.ana.id, care.ana.practice_id, care.ana.http, tokens["access_token"])
    await _phone(care, person, item)
    await _diary(care, item)
    body_of(await care.ana.put("/v1/me/consents", {"share_with_therapist": True}))
    await _rights(care)
    await invite(care)
    return person


async def _plan(care: Care, item: Json, mine: str) -> None:
    goal = body_of(await care.ben.post(f"{mine}/goals", {"text": CANARY}), 201)
    path, words = f"/v1/goals/{goal['id']}", {"text": f"{CANARY} again"}
    body_of(await care.ben.patch(path, words, headers={"if-match": goal["etag"]}))
    body_of(await care.ben.post(f"{mine}/episodes", {"starts_on": on(2, 23)}), 201)
    held = {"starts_at": "2026-03-02T07:00:00Z", "note": CANARY}
    session = body_of(await care.ben.post(f"{mine}/appointments", held), 201)
    planned = {"starts_at": "2026-03-09T07:00:00Z", "note": CANARY}
    key = {"idempotency-key": f"key-of-{CANARY}"}
    body_of(await care.ben.post(f"{mine}/appointments", planned, headers=key), 201)
    felt = {"note": CANARY, "recorded_at": held["starts_at"]}
    body_of(await care.ana.put(f"/v1/me/appointments/{session['id']}/feedback", felt), 201)
    holiday = {"from": on(3, 23), "to": on(3, 27), "reason": "holiday"}
    body_of(await care.ben.post(f"{mine}/excused", holiday), 201)
    body_of(await care.ben.post(f"{mine}/brief/read"), 201)
    read = {"prescription_id": item["id"], "version": 1}
    body_of(await care.ana.post("/v1/me/acknowledgements", read), 201)


async def _phone(care: Care, person: Person, item: Json) -> None:
    installation = f"phone-{CANARY}"
    await register(person, installation, app_version="1.4.2")
    phone = Phone(person)
    await phone.sync()
    shown = [{name: e[name] for name in ("reminder_id", "due_at")} for e in phone.notifications]
    days = {"from": on(4, 6), "to": on(4, 7), "reason": "sick", "recorded_at": _at(care)}
    prefers = {"check_in_time": "19:00", "recorded_at": _at(care)}
    await phone.sync(
        change("notifications", installation, set=shown),
        change("excused", **days),
        change("settings", **prefers),
    )
    row = await a_reminder(care, item["id"], slot="07:00")
    await deliver(care, row, installation, error=CANARY)
    async with transaction(care.sessions) as session:
        day = {"client_id": care.ana.id, "on_date": care.clock.at.date()}
        session.add(ReminderDay(created_at=care.clock.at, sent=1, unanswered=1, **day))


async def _rights(care: Care) -> None:
    copy = body_of(await care.ana.post("/v1/me/export"), 202)
    async with transaction(care.sessions) as session:
        made = {"export_id": UUID(copy["id"]), "content": CANARY.encode()}
        session.add(ExportArchive(created_at=care.clock.at, **made))
        identity = {"account_id": care.ana.id, "user_hash": CANARY}
        session.add(FirebaseIdentity(created_at=care.clock.at, **identity))


async def _diary(care: Care, item: Json) -> None:
    today = on(3, 2)
    body_of(await flag(care, "fever_with_spine_pain_or_headache", day=today, note=CANARY), 201)
    care.clock.at = care.clock.at.replace(minute=1)
    body_of(await care.check_in(today, pain_average=8, note=f"{CANARY} again"))
    week = {"id": str(uuid4()), "energy": 3, "note": CANARY, "recorded_at": _at(care)}
    body_of(await care.ana.put(f"/v1/me/weekly-check-ins/{today}", week), 201)
    body_of(await care.log(item, today, "09:00", note=CANARY, pain_before=2, pain_after=9), 201)
    body_of(await care.log(item, today, "09:00", note=f"{CANARY} twice"))


def _at(care: Care) -> str:
    return care.clock.at.isoformat()
