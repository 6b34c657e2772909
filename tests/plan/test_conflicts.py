"""What was disclosed later may conflict with what is prescribed already: the therapist sees it."""

from asyncio import gather

from tests.acting.care import Care, Json, body_of

CAT_COW = {"exercise": "cat-cow"}


def hers(care: Care) -> str:
    return f"/v1/clients/{care.ana.id}"


async def disclose(care: Care, *codes: str, **more: object) -> Json:
    etag = (await care.ben.get(hers(care))).headers["etag"]
    body = {"intake": {"contraindications": list(codes)}} | more
    return body_of(await care.ben.patch(hers(care), body, headers={"if-match": etag}))


async def conflicts(care: Care) -> list[Json]:
    found: list[Json] = body_of(await care.ben.get(hers(care)))["conflicts"]
    return found


def of(item: Json, *codes: str) -> Json:
    return {
        "prescription_id": item["id"],
        "exercise": item["exercise"],
        "contraindications": list(codes),
    }


async def test_what_conflicts_is_named_with_its_codes(care):
    cat_cow = await care.prescribe("08:00", **CAT_COW)
    hydration = await care.prescribe(exercise="hydration")
    await care.prescribe(exercise="microbreak")
    assert await conflicts(care) == []
    told = ("osteoporosis", "numb_foot", "fracture", "fluid_or_diet_restriction")
    found = (await disclose(care, *told))["conflicts"]
    assert found == [
        of(cat_cow, "fracture", "osteoporosis"),
        of(hydration, "fluid_or_diet_restriction"),
    ]
    assert await conflicts(care) == found
    assert (await disclose(care))["conflicts"] == []


async def test_a_condition_that_is_a_contraindication_conflicts_too(care):
    item = await care.prescribe("08:00", **CAT_COW)
    found = await disclose(care, conditions=["post_surgical", "neck_pain"])
    assert found["conflicts"] == [of(item, "post_surgical")]


async def test_a_clearance_covers_what_it_cleared_and_no_more(care):
    await disclose(care, "fever")
    item = await care.prescribe("08:00", **CAT_COW, clearance={"reason": "It has gone down."})
    assert await conflicts(care) == []
    assert (await disclose(care, "fever", "fracture"))["conflicts"] == [of(item, "fracture")]
    await care.edit(item, clearance={"reason": "Her surgeon agrees."})
    assert await conflicts(care) == []


async def test_what_is_paused_conflicts_and_what_was_stopped_does_not(care):
    item = await care.prescribe("08:00", **CAT_COW)
    await disclose(care, "fever")
    await care.act_on(item, "pause")
    assert await conflicts(care) == [of(item, "fever")]
    await care.act_on(item, "stop")
    assert await conflicts(care) == []


async def test_a_conflict_is_the_clients_alone(care, casting):
    await disclose(care, "fever")
    other = await care.of_someone_new(casting)
    await other.prescribe("08:00", **CAT_COW)
    assert await conflicts(other) == await conflicts(care) == []


async def test_a_conflict_that_is_resolved_stales_a_cached_answer_and_no_edit(care):
    item = await care.prescribe("08:00", **CAT_COW)
    before = await disclose(care, "fever")
    read = await care.ben.get(hers(care), headers={"if-none-match": before["etag"]})
    assert read.status_code == 304
    await care.act_on(item, "stop")
    again = await care.ben.get(hers(care), headers={"if-none-match": before["etag"]})
    assert body_of(again) == before | {"conflicts": [], "etag": again.headers["etag"]}
    assert again.headers["etag"] != before["etag"]
    headers = {"if-match": before["etag"]}
    renamed = body_of(await care.ben.patch(hers(care), {"name": "Anna"}, headers=headers))
    assert renamed["name"] == "Anna"
    stale = await care.ben.patch(hers(care), {"name": "Anne"}, headers=headers)
    assert stale.status_code == 412


async def test_what_is_prescribed_while_it_is_disclosed_is_refused_or_named(care):
    for _ in range(4):
        await disclose(care)
        told, *made = await gather(
            disclose(care, "fever"),
            *(care.try_to_prescribe("08:00", **CAT_COW) for _ in range(3)),
        )
        named = {one["prescription_id"] for one in told["conflicts"]}
        stored = {answer.json()["id"] for answer in made if answer.status_code == 201}
        assert {answer.status_code for answer in made} <= {201, 409}
        assert stored <= named
