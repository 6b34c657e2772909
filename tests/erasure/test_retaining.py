"""What a discharged client left goes after the practice's time, and is told a month before."""

from datetime import timedelta

from sqlalchemy import select

from api.erasure.erasing import GRACE
from api.erasure.retaining import plan_retention
from api.rules.erasure import NOTICE
from api.tables import AuditEvent
from tests.acting.care import at, body_of, problem
from tests.acting.erasing import ask_for, client_row, erase, keep_client
from tests.acting.practice import act_on_client, discharge, people
from tests.people.test_retention_settings import edit

# Ana is discharged on 2 March 2026.
DUE = at(2027, 3, 2, 8)


async def plan(care) -> int:
    return await plan_retention(care.sessions, care.clock)


async def left_a_year_ago(care, months: int = 12) -> None:
    """Have Ana discharged, and the time set; a month before it is over."""
    await discharge(care)
    body_of(await edit(care.ben, retention_months=months))
    assert await plan(care) == 0
    care.clock.at = DUE - NOTICE
    care.sign_in_again()


async def planned(care) -> tuple:
    row = await client_row(care)
    return row.erase_at, row.erase_asked_by


async def test_it_is_planned_a_month_before_and_not_a_moment_sooner(care):
    await left_a_year_ago(care)
    care.clock.at -= timedelta(seconds=1)
    assert await plan(care) == 0
    care.clock.at += timedelta(seconds=1)
    assert await plan(care) == 1
    assert await plan(care) == 0
    assert await planned(care) == (DUE, "retention")


async def test_admins_and_she_are_told_and_she_still_sees_what_is_hers(care):
    await left_a_year_ago(care)
    await plan(care)
    assert await people(care, state="erasing") == {"Ana": ["Ben"]}
    rows = body_of(await care.ben.get("/v1/practice/clients", params={"state": "erasing"}))
    erasure = rows["items"][0]["erasure"]
    assert (erasure["asked_by"], erasure["erase_at"]) == ("retention", "2027-03-02T08:00:00Z")
    assert body_of(await care.ana.get("/v1/me/today"))["erase_at"] == "2027-03-02T08:00:00Z"
    newest = body_of(await care.ana.get("/v1/me/access-log"))["items"][0]
    assert (newest["action"], newest["by"]) == ("plan_erasure", None)


async def test_at_its_time_she_is_erased(care, tmp_path):
    await left_a_year_ago(care)
    await plan(care)
    care.clock.at = DUE + GRACE - timedelta(seconds=1)
    assert await erase(care, tmp_path / "erased.jsonl") == 0
    care.clock.at += timedelta(seconds=1)
    assert await erase(care, tmp_path / "erased.jsonl") == 1
    assert await client_row(care) is None


async def test_from_her_time_on_she_is_signed_out_before_she_is_erased(care):
    await left_a_year_ago(care)
    await plan(care)
    care.clock.at = DUE - timedelta(seconds=1)
    care.sign_in_again()
    assert (await care.ana.get("/v1/me")).status_code == 200
    care.clock.at += timedelta(seconds=1)
    assert problem(await care.ana.get("/v1/me")) == (401, "token_revoked")
    assert problem(await care.ana.post("/v1/me/export")) == (401, "token_revoked")
    assert await client_row(care) is not None


async def test_who_is_in_care_is_kept_however_long_ago_anything_was(care):
    body_of(await edit(care.ben, retention_months=1))
    care.clock.at += timedelta(days=900)
    assert await plan(care) == 0


async def test_a_readmission_ends_it(care):
    await left_a_year_ago(care)
    await plan(care)
    body_of(await act_on_client(care.ben, care.ana, "readmit"))
    assert await planned(care) == (None, None)
    assert await plan(care) == 0


async def test_a_shorter_time_gives_a_month_of_notice_as_well(care):
    await left_a_year_ago(care, months=60)
    assert await plan(care) == 0
    body_of(await edit(care.ben, retention_months=2))
    assert await plan(care) == 1
    assert await planned(care) == (care.clock.at + NOTICE, "retention")


async def test_a_longer_time_or_none_takes_back_what_was_planned(care):
    await left_a_year_ago(care)
    for months in (24, None):
        body_of(await edit(care.ben, retention_months=12))
        assert await plan(care) == 1
        body_of(await edit(care.ben, retention_months=months))
        assert await planned(care) == (None, None)
        assert await plan(care) == 0


async def test_what_she_asked_for_herself_is_left_by_a_change_of_the_time(care):
    await left_a_year_ago(care)
    asked = await ask_for(care)
    body_of(await edit(care.ben, retention_months=24))
    row = await client_row(care)
    assert (row.erase_asked_by, f"{row.erase_at:%FT%TZ}") == ("practice", asked["erase_at"])


async def test_an_erasure_that_is_asked_for_is_never_later_than_the_planned_one(care):
    await left_a_year_ago(care)
    await plan(care)
    care.clock.at = DUE - timedelta(days=2)
    care.sign_in_again()
    assert (await ask_for(care))["erase_at"] == "2027-03-02T08:00:00Z"


async def test_whom_an_admin_keeps_is_kept_as_long_once_more(care):
    await left_a_year_ago(care)
    await plan(care)
    await keep_client(care)
    assert await planned(care) == (None, None)
    assert await plan(care) == 0
    care.clock.at = at(2028, 1, 31, 8)
    assert await plan(care) == 1
    assert (await planned(care))[0] == at(2028, 3, 1, 8)


async def test_one_practices_time_is_no_others(care):
    await left_a_year_ago(care)
    events = select(AuditEvent).where(AuditEvent.action == "plan erasure")
    assert await plan(care) == 1
    (event,) = await care.rows(events)
    assert (event.client_id, event.actor_id) == (care.ana.id, None)
