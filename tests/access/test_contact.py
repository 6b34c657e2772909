"""When a client's phone was last heard of: what notes it, when, and who is shown it."""

from datetime import datetime, timedelta

from httpx2 import ASGITransport, AsyncClient
from sqlalchemy import select

from api.app import create_app
from api.tables import AuditEvent, CheckIn, Client
from tests.acting.broken import BROKEN, MENDED, run_sql
from tests.acting.care import Care, body_of, problem, refusals
from tests.acting.credentials import invite, redeem, refresh
from tests.acting.reviews import brief
from tests.cast import Person
from tests.databases import settings_for
from tests.statements import asked

ME = "/v1/me"
KNOWN_FOR = timedelta(minutes=5)


async def contact(care: Care, client: Person | None = None) -> datetime | None:
    query = select(Client.last_contact_at).where(Client.id == (client or care.ana).id)
    found: datetime | None = (await care.rows(query))[0]
    return found


def later(care: Care, by: timedelta) -> datetime:
    """Let time pass, and return what time it is then."""
    care.clock.at += by
    care.sign_in_again()
    return care.clock.at


async def test_a_clients_first_request_is_noted_with_the_time_of_the_request(care):
    assert await contact(care) is None
    body_of(await care.ana.get(ME))
    assert await contact(care) == care.clock.at


async def test_it_is_noted_again_once_it_is_more_than_five_minutes_old(care):
    first = care.clock.at
    body_of(await care.ana.get(ME))
    later(care, KNOWN_FOR)
    body_of(await care.ana.get(ME))
    assert await contact(care) == first
    then = later(care, timedelta(microseconds=1))
    body_of(await care.ana.get(ME))
    assert await contact(care) == then


async def test_what_is_known_well_enough_is_not_written_again(care, sessions):
    body_of(await care.ana.get(ME))
    with asked(sessions.engine.sync_engine) as seen:
        body_of(await care.ana.get(ME))
    assert not [sql for sql, _ in seen if sql.startswith("UPDATE")]


async def test_a_therapists_request_is_nobodys_contact(care):
    assert problem(await care.ben.get(ME)) == (403, "forbidden")
    body_of(await care.ben.get(f"/v1/clients/{care.ana.id}"))
    assert await care.rows(select(Client.last_contact_at)) == [None] * 3


async def test_it_is_noted_of_her_alone(care):
    body_of(await care.ana.get(ME))
    assert await contact(care, care.cast.cy) is None


async def test_a_request_that_is_refused_for_her_role_is_noted_too(care):
    assert problem(await care.ana.get("/v1/clients")) == (403, "forbidden")
    assert await contact(care) == care.clock.at


async def test_a_request_with_a_wrong_body_is_noted_too(care):
    assert refusals(await care.ana.patch(ME, {"reminder_cap": 0})) == [
        ("/reminder_cap", "greater_than_equal")
    ]
    assert await contact(care) == care.clock.at


async def test_a_request_for_a_strangers_record_is_noted_before_the_denial(care, sessions):
    body = {"id": "0191e0c8-0000-7000-8000-000000000001", "recorded_at": care.clock.at.isoformat()}
    body_of(await care.cast.cy.put("/v1/me/check-ins/2026-03-02", body), 201)
    with asked(sessions.engine.sync_engine) as seen:
        refused = await care.ana.put("/v1/me/check-ins/2026-03-02", body)
    assert problem(refused) == (404, "not_found")
    assert await contact(care) == care.clock.at
    assert len(await care.rows(select(AuditEvent).where(AuditEvent.action == "denied"))) == 1
    writes = [sql.split()[:3] for sql, _ in seen if sql.startswith(("UPDATE", "INSERT"))]
    assert [" ".join(words) for words in writes[-2:]] == [
        "UPDATE clients SET",
        "INSERT INTO audit_events",
    ]


async def test_a_request_in_conflict_is_noted_too(care):
    phone = "/v1/me/devices/phone-1"
    mute = {"platform": "android", "notifications_allowed": False}
    body_of(await care.ana.put(phone, mute | {"target": {"kind": "token", "value": "t"}}), 201)
    then = later(care, timedelta(minutes=6))
    refused = await care.ana.post(f"{phone}/test-push")
    assert problem(refused) == (409, "device_cannot_be_pushed")
    assert await contact(care) == then


async def test_it_stays_though_the_request_failed_and_left_nothing(care, sessions):
    kind = sessions.engine.dialect.name
    await run_sql(care, *(statement.format(table="check_ins") for statement in BROKEN[kind]))
    assert (await care.check_in("2026-03-02")).status_code == 500
    await run_sql(care, MENDED[kind].format(table="check_ins"))
    assert await contact(care) == care.clock.at
    assert await care.rows(select(CheckIn)) == []


async def test_without_a_token_that_works_nobody_is_heard_of(care):
    assert problem(await care.ana.http.get(ME)) == (401, "unauthenticated")
    body_of(await care.ana.post("/v1/auth/sign-out"))
    first = care.clock.at
    later(care, timedelta(minutes=6))
    assert problem(await care.ana.get(ME)) == (401, "token_revoked")
    assert await contact(care) == first


async def test_what_needs_no_token_is_not_noted_even_if_it_was_she(care, http):
    tokens = body_of(await redeem(http, await invite(care)))
    body_of(await refresh(http, tokens["refresh_token"]))
    body_of(await care.ana.get("/v1/app-config"))
    assert await contact(care) is None


async def test_what_is_turned_away_before_her_token_is_read_is_not_noted(
    care, database_url, sessions, clock, library
):
    json = {"content-type": "application/json"}
    torn = await care.ana.call("PATCH", ME, content="{", headers=json)
    assert problem(torn) == (400, "malformed_json")
    unread = await care.ana.call("PATCH", ME, content="{}", headers={"content-type": "text/plain"})
    assert problem(unread) == (415, "not_json")
    assert problem(await care.ana.get("/v1/no-such-thing"))[0] == 404
    assert problem(await care.ana.put(ME, {}))[0] == 405
    strict = create_app(
        settings_for(database_url, min_app_version="1.2.0"), sessions, clock, library
    )
    async with AsyncClient(transport=ASGITransport(strict), base_url="http://api") as http:
        care.ana.http = http
        old = await care.ana.get(ME, headers={"x-app-version": "1.1.9"})
    assert problem(old) == (426, "app_outdated")
    assert await contact(care) is None


async def test_her_therapist_is_shown_it_in_the_caseload_and_in_the_brief(care):
    for said in (None, "2026-03-02T08:00:00Z"):
        (row,) = body_of(await care.ben.get("/v1/caseload"))["items"]
        assert row["last_contact_at"] == said
        assert (await brief(care))["client"]["last_contact_at"] == said
        body_of(await care.ana.get(ME))
