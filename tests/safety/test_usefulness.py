"""Which alerts earn their place: counts of what therapists said, that tell of no client."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update

from api.platform.db import transaction
from api.safety.usefulness import LEAST_OTHERS
from api.tables import Account, Alert, Client
from api.tables.safety import ALERT_KINDS
from tests.acting.care import Care, Json, at, body_of, on, problem, refusals
from tests.cast import Casting, Person

# The last months that are over when Ben asks, on 2 March.
FEBRUARY, JANUARY = at(2026, 2, 10, 8), at(2026, 1, 10, 8)
NONE = {"opened": 0, "acknowledged": 0, "useful": 0, "not_useful": 0, "unanswered": 0}


async def tell(care: Care, whose: UUID, kind: str, when: datetime, *said: bool | None) -> None:
    """Store alerts that were acknowledged with these answers."""
    async with transaction(care.sessions) as session:
        session.add_all(
            Alert(
                created_at=when,
                client_id=whose,
                kind=kind,
                evidence=[],
                evidence_at=when,
                acknowledged_at=when,
                acknowledged_by=care.ben.id,
                useful=useful,
            )
            for useful in said
        )


async def leave_open(care: Care, whose: UUID, kind: str, when: datetime) -> None:
    async with transaction(care.sessions) as session:
        session.add(
            Alert(created_at=when, client_id=whose, kind=kind, evidence=[], evidence_at=when)
        )


async def usefulness(person: Person, **params: str) -> Json:
    return body_of(await person.get("/v1/alerts/usefulness", params=params))


async def of_kind(person: Person, kind: str, **params: str) -> Json:
    kinds = (await usefulness(person, **params))["kinds"]
    return next(each for each in kinds if each["kind"] == kind)


@pytest.fixture
async def others(care: Care, casting: Casting) -> Sequence[Person]:
    """Clients of Dora's, as many as are told together, of whom Cy is one."""
    more = [await casting.client(care.cast.dora, f"Client {n}") for n in range(LEAST_OTHERS - 1)]
    return [care.cast.cy, *more]


def counts(*numbers: int) -> dict[str, int]:
    return dict(zip(NONE, numbers, strict=True))


def over(months: Sequence[str], *numbers: int) -> Json:
    return counts(*numbers) | {"months": list(months)}


async def test_it_counts_by_kind_what_was_opened_acknowledged_and_said(care, others):
    then = FEBRUARY
    await tell(care, care.ana.id, "flare", then, True, True, False, None)
    await leave_open(care, care.ana.id, "flare", then)
    await tell(care, care.ana.id, "severe", then, False)
    for person in others:
        await tell(care, person.id, "flare", then, True, None)
    found = await usefulness(care.ben)
    assert (found["from"], found["to"], found["least_others"]) == ("2025-12-03", on(3, 2), 5)
    assert [each["kind"] for each in found["kinds"]] == list(ALERT_KINDS)
    by_kind = {each["kind"]: each for each in found["kinds"]}
    assert by_kind["flare"] == {
        "kind": "flare",
        "mine": counts(5, 4, 2, 1, 1),
        "practice": over([on(2, 1)], 15, 14, 7, 1, 6),
    }
    assert by_kind["severe"] == {
        "kind": "severe",
        "mine": counts(1, 1, 0, 1, 0),
        "practice": None,
    }
    assert by_kind["silent"] == {"kind": "silent", "mine": NONE, "practice": None}


async def test_so_few_clients_of_colleagues_are_not_told_of_by_the_sums(care, others):
    then = FEBRUARY
    for person in others[:-1]:
        await tell(care, person.id, "flare", then, True, False)
    assert await of_kind(care.ben, "flare") == {"kind": "flare", "mine": NONE, "practice": None}
    # However many her own are, and however many of the same client.
    await tell(care, care.ana.id, "flare", then, *[None] * 9)
    assert (await of_kind(care.ben, "flare"))["practice"] is None
    await tell(care, others[-1].id, "flare", then, None)
    told = over([on(2, 1)], 18, 18, 4, 4, 10)
    assert (await of_kind(care.ben, "flare"))["practice"] == told
    # To Dora, Ana alone is somebody else's.
    dora = await of_kind(care.cast.dora, "flare")
    assert dora == {"kind": "flare", "mine": counts(9, 9, 4, 4, 1), "practice": None}


async def test_a_practice_of_one_client_tells_her_therapist_her_own_and_nobody_else_anything(care):
    await tell(care, care.cast.fay.id, "red_flag", care.clock.at, True)
    assert await of_kind(care.cast.eve, "red_flag") == {
        "kind": "red_flag",
        "mine": counts(1, 1, 1, 0, 0),
        "practice": None,
    }
    for stranger in (care.ben, care.cast.dora):
        found = await of_kind(stranger, "red_flag")
        assert (found["mine"], found["practice"]) == (NONE, None)


@pytest.mark.parametrize("ended", ["discharged_at", "sharing_withdrawn_at"])
async def test_who_left_is_counted_without_being_mine_and_who_shares_no_more_is_not(
    care, others, ended
):
    for person in (care.ana, *others):
        await tell(care, person.id, "flare", FEBRUARY, True)
    async with transaction(care.sessions) as session:
        hers = update(Client).where(Client.id == care.ana.id)
        values: dict[str, Any] = {ended: care.clock.at}
        await session.execute(hers.values(values))
    found = await of_kind(care.ben, "flare")
    assert found["mine"] == NONE
    number = 6 if ended == "discharged_at" else 5
    assert found["practice"] == over([on(2, 1)], number, number, number, 0, 0)


async def test_whatever_ranges_are_taken_from_each_other_only_whole_months_are_left(care, others):
    """Five clients' alerts, one a day: a range that could end anywhere would tell of each."""
    for n, person in enumerate(others):
        await tell(care, person.id, "flare", FEBRUARY + timedelta(days=n), True)
        await tell(care, person.id, "flare", JANUARY, False)
    # Nor do months begin elsewhere when she does.
    seen = set()
    for timezone in ("Europe/Berlin", "Pacific/Auckland", "Pacific/Honolulu"):
        async with transaction(care.sessions) as session:
            bens = update(Account).where(Account.id == care.ben.id)
            await session.execute(bens.values(timezone=timezone))
        for first in (on(1, 1), on(1, 2), on(2, 1), on(2, 12)):
            for last in (on(2, 11), on(2, 27), on(2, 28), on(3, 1), on(3, 2)):
                if first < last:
                    found = await of_kind(care.ben, "flare", **{"from": first, "to": last})
                    told = found["practice"] or {"months": [], "opened": 0}
                    seen.add((tuple(told["months"]), told["opened"]))
    january, february = on(1, 1), on(2, 1)
    assert seen == {((), 0), ((january,), 5), ((february,), 5), ((january, february), 10)}


async def test_a_month_is_not_told_before_it_is_over(care, others):
    for person in others:
        await tell(care, person.id, "flare", care.clock.at, True)
    march = {"from": on(3, 1), "to": on(3, 31)}
    for day in (2, 31):
        care.move(2026, 3, day, 23)
        assert (await of_kind(care.ben, "flare", **march))["practice"] is None
    care.move(2026, 4, 1, 0)
    assert (await of_kind(care.ben, "flare", **march))["practice"]["opened"] == 5


async def test_a_month_that_tells_of_too_few_is_left_out_of_the_sums(care, others):
    for person in others:
        await tell(care, person.id, "flare", FEBRUARY, True)
    for person in others[:-1]:
        await tell(care, person.id, "flare", JANUARY, True)
    assert (await of_kind(care.ben, "flare"))["practice"] == over([on(2, 1)], 5, 5, 5, 0, 0)


async def test_whom_she_has_cared_for_does_not_hide_the_rest(care, casting, others):
    """Of those she handed over she knows the alerts: with them alone the last one is told."""
    gone = await casting.client(care.ben, "Gone")
    for person in (gone, *others[:-1]):
        await tell(care, person.id, "flare", FEBRUARY, True)
    body_of(await care.ben.post(f"/v1/clients/{gone.id}/discharge", {"reason": "Well."}))
    assert (await of_kind(care.ben, "flare"))["practice"] is None
    await tell(care, others[-1].id, "flare", FEBRUARY, True)
    assert (await of_kind(care.ben, "flare"))["practice"]["opened"] == 6


async def test_alerts_count_by_the_therapists_date_on_which_they_were_opened(care):
    begin = at(2026, 2, 28, 23)  # midnight in Berlin
    for when in (begin - timedelta(seconds=1), begin, begin + timedelta(days=1)):
        await tell(care, care.ana.id, "flare", when, True)
    first = {"from": on(3, 1), "to": on(3, 1)}
    assert (await of_kind(care.ben, "flare", **first))["mine"]["opened"] == 1
    assert (await of_kind(care.ben, "flare"))["mine"]["opened"] == 3
    until = await usefulness(care.ben, to=on(3, 1))
    assert (until["from"], until["to"]) == ("2025-12-02", on(3, 1))


async def test_the_range_has_the_same_limits_as_everywhere(care):
    path = "/v1/alerts/usefulness"
    late = await care.ben.get(path, params={"from": on(3, 3), "to": on(3, 2)})
    assert refusals(late) == [("/query/from", "after_to")]
    long = await care.ben.get(path, params={"from": "2025-01-01", "to": on(3, 2)})
    assert refusals(long) == [("/query/from", "range_too_long")]
    assert problem(await care.ana.get(path)) == (403, "forbidden")


async def test_it_names_nobody(care, others):
    for person in (care.ana, *others):
        await tell(care, person.id, "flare", care.clock.at, True)
    answer = await care.ben.get("/v1/alerts/usefulness")
    for person in (care.ana, care.ben, *others):
        assert str(person.id) not in answer.text
    assert "Ana" not in answer.text
