"""Excused days: who may excuse what, once, and who may take it back."""

from asyncio import gather
from uuid import uuid4

from sqlalchemy import select

from api.tables import AuditEvent, ExcusedPeriod
from tests.acting.care import Care, Json, body_of, on, problem, refusals

MINE = "/v1/me/excused"
OVER, TAKEN = (409, "excused_period_over"), (409, "already_excused")


def hers(care: Care) -> str:
    return f"/v1/clients/{care.ana.id}/excused"


def period(first: str, last: str | None = None, reason: str = "sick") -> Json:
    return {"from": first, "to": last or first, "reason": reason}


async def excuse(care: Care, first: str, last: str | None = None, reason: str = "sick") -> Json:
    return body_of(await care.ana.post(MINE, period(first, last, reason)), 201)


async def listed(care: Care) -> list[str]:
    return [row["from"] for row in body_of(await care.ana.get(MINE))["items"]]


async def test_client_and_therapist_excuse_and_both_read_it(care):
    mine = await excuse(care, on(3, 2), on(3, 4))
    assert mine == period(on(3, 2), on(3, 4)) | {
        "id": mine["id"],
        "by": "client",
        "created_at": "2026-03-02T08:00:00Z",
    }
    body = period(on(7, 6), on(7, 17), "holiday")
    bens = body_of(await care.ben.post(hers(care), body), 201)
    assert bens == body | {"id": bens["id"], "by": "therapist", "created_at": mine["created_at"]}
    for answer in (await care.ana.get(MINE), await care.ben.get(hers(care))):
        assert body_of(answer) == {"items": [bens, mine], "next_cursor": None}


async def test_the_list_comes_in_pages_newest_first_even_if_one_is_removed_meanwhile(care):
    days = [on(3, day) for day in (9, 4, 2, 6, 11)]
    made = {day: await excuse(care, day) for day in days}
    for who, path in ((care.ana, MINE), (care.ben, hers(care))):
        first = body_of(await who.get(path, params={"limit": 2}))
        assert [row["from"] for row in first["items"]] == [on(3, 11), on(3, 6)]
    body_of(await care.ana.delete(f"{MINE}/{made[on(3, 6)]['id']}"))
    rest = {"cursor": first["next_cursor"], "limit": 3}
    page = body_of(await care.ben.get(hers(care), params=rest))
    assert [row["from"] for row in page["items"]] == [on(3, 2), on(3, 4), on(3, 9)]
    assert page["next_cursor"] is None


async def test_the_same_again_is_the_stored_one_whoever_sends_it_and_however_late(care):
    mine = await excuse(care, on(3, 1), on(3, 4))
    care.move(2026, 3, 20, 9)
    for who, path in ((care.ana, MINE), (care.ben, hers(care))):
        assert body_of(await who.post(path, period(on(3, 1), on(3, 4)))) == mine
    assert len(await care.rows(select(ExcusedPeriod))) == 1


async def test_a_date_is_excused_once(care):
    await excuse(care, on(3, 10), on(3, 12))
    overlapping = (
        period(on(3, 12), on(3, 14)),
        period(on(3, 8), on(3, 10)),
        period(on(3, 11)),
        period(on(3, 8), on(3, 20)),
        period(on(3, 10), on(3, 12), "holiday"),
    )
    for body in overlapping:
        assert problem(await care.ana.post(MINE, body)) == TAKEN
        assert problem(await care.ben.post(hers(care), body)) == TAKEN
    await excuse(care, on(3, 13))
    await excuse(care, on(3, 9))
    dora, cys = care.cast.dora, f"/v1/clients/{care.cast.cy.id}/excused"
    body_of(await dora.post(cys, period(on(3, 11))), 201)


async def test_what_cannot_be_excused(care):
    wrong = {
        ("/to", "end_before_start"): period(on(3, 4), on(3, 3)),
        ("/to", "too_long"): period(on(3, 2), on(6, 2)),
        ("/to", "too_far_ahead"): period(on(6, 2), on(6, 3)),
        ("/from", "too_far_back"): period("2026-02-28", on(3, 2)),
        ("/from", "not_a_date"): period("tomorrow", on(3, 2)),
    }
    for refusal, body in wrong.items():
        assert refusals(await care.ana.post(MINE, body)) == [refusal]
    assert refusals(await care.ana.post(MINE, {"reason": "sick"})) == [
        ("/from", "missing"),
        ("/to", "missing"),
    ]
    unknown = period(on(3, 2), reason="bad_luck")
    assert refusals(await care.ben.post(hers(care), unknown)) == [("/reason", "unknown_reason")]
    assert await listed(care) == []
    await excuse(care, on(6, 2))


async def test_a_therapist_reaches_further_and_a_newer_phone_may_send_more(care):
    wrong = {
        ("/from", "too_far_back"): period("2025-11-29"),
        ("/to", "too_far_ahead"): period("2027-03-04"),
    }
    for refusal, body in wrong.items():
        assert refusals(await care.ben.post(hers(care), body)) == [refusal]
    for body in (period("2025-11-30", "2026-03-01"), period("2027-03-03")):
        body_of(await care.ben.post(hers(care), body), 201)
    more = period(on(3, 9)) | {"colour": "red"}
    assert refusals(await care.ben.post(hers(care), more)) == [("", "extra_forbidden")]
    body_of(await care.ana.post(MINE, more), 201)


async def test_the_dates_are_those_of_her_calendar(care):
    await care.travel("Pacific/Auckland")
    care.move(2026, 3, 2, 12)  # The third begins an hour ago.
    answer = await care.ana.post(MINE, period(on(3, 1)))
    assert refusals(answer) == [("/from", "too_far_back")]
    await excuse(care, on(3, 2))


async def test_each_may_remove_what_the_other_made(care):
    mine = await excuse(care, on(3, 3))
    bens = body_of(await care.ben.post(hers(care), period(on(3, 5))), 201)
    assert body_of(await care.ben.delete(f"{hers(care)}/{mine['id']}")) == mine
    assert body_of(await care.ana.delete(f"{MINE}/{bens['id']}")) == bens
    assert await listed(care) == []
    for answer in (
        await care.ana.delete(f"{MINE}/{bens['id']}"),
        await care.ben.delete(f"{hers(care)}/{uuid4()}"),
    ):
        assert problem(answer) == (404, "not_found")


async def test_what_ended_before_yesterday_only_the_therapist_removes(care):
    first, second = await excuse(care, on(3, 1), on(3, 4)), await excuse(care, on(3, 5))
    care.move(2026, 3, 6, 9)
    assert problem(await care.ana.delete(f"{MINE}/{first['id']}")) == OVER
    body_of(await care.ana.delete(f"{MINE}/{second['id']}"))
    body_of(await care.ben.delete(f"{hers(care)}/{first['id']}"))
    assert await listed(care) == []


async def test_a_period_is_removed_only_where_it_belongs(care, casting):
    other = await care.of_someone_new(casting)
    mine = await excuse(care, on(3, 3))
    assert problem(await care.ben.delete(f"{hers(other)}/{mine['id']}")) == (404, "not_found")
    assert await listed(care) == [on(3, 3)]


async def test_what_the_therapist_does_is_noted_in_the_audit(care):
    made = body_of(await care.ben.post(hers(care), period(on(3, 5))), 201)
    await care.ben.get(hers(care))
    await care.ben.delete(f"{hers(care)}/{made['id']}")
    await excuse(care, on(3, 5))
    events = await care.rows(select(AuditEvent).order_by(AuditEvent.created_at, AuditEvent.id))
    assert [event.action for event in events if event.client_id == care.ana.id] == [
        "excuse client",
        "view excused days",
        "remove excused days",
    ]


async def test_of_overlapping_periods_sent_at_once_one_is_stored(care):
    days = [period(on(3, 10), on(3, 10 + more)) for more in range(4)]
    answers = await gather(
        *(care.ana.post(MINE, body) for body in days),
        *(care.ben.post(hers(care), body | {"reason": "holiday"}) for body in days),
    )
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 7
    assert len(await care.rows(select(ExcusedPeriod))) == 1


async def test_one_period_sent_many_times_at_once_is_stored_once(care):
    answers = await gather(*(care.ana.post(MINE, period(on(3, 10))) for _ in range(6)))
    assert sorted(answer.status_code for answer in answers) == [200] * 5 + [201]
    assert len({answer.json()["id"] for answer in answers}) == 1


async def test_of_removals_at_once_one_removes(care):
    mine = await excuse(care, on(3, 3))
    answers = await gather(
        *(care.ana.delete(f"{MINE}/{mine['id']}") for _ in range(3)),
        *(care.ben.delete(f"{hers(care)}/{mine['id']}") for _ in range(3)),
    )
    assert sorted(answer.status_code for answer in answers) == [200] + [404] * 5
