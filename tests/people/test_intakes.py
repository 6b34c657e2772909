"""What a client disclosed: merged into versions that never change, and for the therapist alone."""

from asyncio import gather

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from api.platform.db import transaction
from api.tables import AuditEvent, Intake
from tests.acting.care import Care, Json, body_of, problem, refusals

CLIENTS = "/v1/clients"
NOTHING: Json = {
    "conditions": [],
    "contraindications": [],
    "places": [],
    "other_conditions": None,
    "medication": None,
    "previous_treatment": None,
    "family_history": None,
}
TOLD: Json = {
    "contraindications": ["osteoporosis", "hernia"],
    "places": [
        {"region": "neck", "side": "left", "tingling": True},
        {"region": "head", "side": None, "tingling": False},
    ],
    "other_conditions": "Diabetes, type 2.",
    "medication": "Metformin.",
    "previous_treatment": "Massage, two years ago.",
    "family_history": "Her mother had a stroke.",
}


def hers(care: Care) -> str:
    return f"{CLIENTS}/{care.ana.id}"


async def try_to_edit(care: Care, **changes: object):
    etag = (await care.ben.get(hers(care))).headers["etag"]
    return await care.ben.patch(hers(care), changes, headers={"if-match": etag})


async def edit(care: Care, **changes: object) -> Json:
    return body_of(await try_to_edit(care, **changes))


async def versions(care: Care, client_id: object = None) -> list[Json]:
    path = f"{CLIENTS}/{client_id or care.ana.id}/intakes"
    return body_of(await care.ben.get(path))["items"]


async def test_a_client_is_added_with_her_intake(care):
    body = {"name": "Ida", "timezone": "UTC", "conditions": ["headache"], "intake": TOLD}
    ida = body_of(await care.ben.post(CLIENTS, body), 201)
    assert ida["intake"] == TOLD | {
        "version": 1,
        "conditions": ["headache"],
        "created_at": "2026-03-02T08:00:00Z",
        "created_by": str(care.ben.id),
    }
    assert await versions(care, ida["id"]) == [ida["intake"]]
    assert body_of(await care.ben.get(f"{CLIENTS}/{ida['id']}")) == ida


async def test_who_told_nothing_has_no_intake(care):
    for told in ({}, {"intake": None}, {"intake": {}}, {"intake": NOTHING_TOLD}):
        body = {"name": "Ida", "timezone": "UTC"} | told
        ida = body_of(await care.ben.post(CLIENTS, body), 201)
        assert (ida["intake"], ida["conditions"]) == (None, [])
        assert await versions(care, ida["id"]) == []


NOTHING_TOLD = {"contraindications": [], "medication": None, "family_history": "  \n"}


async def test_what_is_sent_is_merged_into_a_new_version(care):
    await edit(care, intake=TOLD)
    care.move(2026, 3, 9, 8)
    more = {"medication": " None any more. ", "family_history": None}
    second = await edit(care, intake=more)
    expected = TOLD | {"medication": "None any more.", "family_history": None}
    assert second["intake"] == expected | {
        "version": 2,
        "conditions": [],
        "created_at": "2026-03-09T08:00:00Z",
        "created_by": str(care.ben.id),
    }
    third = await edit(care, intake={"contraindications": []})
    assert third["intake"]["contraindications"] == []
    assert [row["version"] for row in await versions(care)] == [3, 2, 1]
    assert (await versions(care))[2] == TOLD | {
        "version": 1,
        "conditions": [],
        "created_at": "2026-03-02T08:00:00Z",
        "created_by": str(care.ben.id),
    }


async def test_the_tags_are_kept_with_every_version(care):
    first = await edit(care, conditions=["neck_pain", "headache"])
    assert first["intake"] == NOTHING | {
        "version": 1,
        "conditions": ["neck_pain", "headache"],
        "created_at": "2026-03-02T08:00:00Z",
        "created_by": str(care.ben.id),
    }
    await edit(care, intake={"medication": "Ibuprofen."})
    third = await edit(care, conditions=["neck_pain"])
    assert third["conditions"] == ["neck_pain"]
    found = [(row["conditions"], row["medication"]) for row in await versions(care)]
    assert found == [
        (["neck_pain"], "Ibuprofen."),
        (["neck_pain", "headache"], "Ibuprofen."),
        (["neck_pain", "headache"], None),
    ]


async def test_an_edit_that_changes_nothing_makes_no_version(care):
    before = await edit(care, conditions=["neck_pain", "headache"], intake=TOLD)
    shuffled = {"contraindications": ["hernia", "osteoporosis", "hernia"]}
    for same in (
        {"intake": TOLD},
        {"intake": {"places": [{"region": "head"}, *TOLD["places"]]}},
        {"intake": {}},
        {"intake": shuffled},
        {"conditions": ["headache", "neck_pain"]},
        {"name": "Ana"},
        {},
    ):
        assert await edit(care, **same) == before, same
    assert len(await versions(care)) == 1
    assert (await edit(care, name="Anna"))["intake"] == before["intake"]


async def test_codes_that_come_twice_are_stored_once(care):
    codes = ["fever", "hernia", "fever"]
    tags = ["headache", "headache"]
    found = await edit(care, conditions=tags, intake={"contraindications": codes})
    assert found["intake"]["contraindications"] == ["fever", "hernia"]
    assert found["conditions"] == found["intake"]["conditions"] == ["headache"]


async def test_a_null_never_wipes_what_was_disclosed(care):
    assert (await edit(care, intake=None))["intake"] is None
    before = await edit(care, intake={"contraindications": ["osteoporosis"]})
    wiped = await try_to_edit(care, intake=None)
    assert refusals(wiped) == [("/intake", "model_attributes_type")]
    after = await edit(care, intake={"medication": "Iron."})
    assert after["intake"]["contraindications"] == before["intake"]["contraindications"]


async def test_what_cannot_be_disclosed_changes_nothing(care):
    for body, refusal in (
        (
            {"contraindications": ["bad_luck"]},
            ("/intake/contraindications/0", "unknown_contraindication"),
        ),
        (
            {"contraindications": ["fever", "fever", "neck_pain"]},
            ("/intake/contraindications/2", "unknown_contraindication"),
        ),
        ({"contraindications": None}, ("/intake/contraindications", "list_type")),
        ({"places": None}, ("/intake/places", "list_type")),
        ({"places": [{"region": "tail"}]}, ("/intake/places/0/region", "unknown_region")),
        (
            {"places": [{"region": "hip"}, {"region": "hip", "side": "up"}]},
            ("/intake/places/1/side", "unknown_side"),
        ),
        (
            {"places": [{"region": "head", "side": "middle"}, {"region": "hip", "side": "middle"}]},
            ("/intake/places/1/side", "no_middle"),
        ),
        (
            {"places": [{"region": "hip", "tingling": 1}]},
            ("/intake/places/0/tingling", "bool_type"),
        ),
        ({"places": [{"region": "hip"}] * 61}, ("/intake/places", "too_long")),
        ({"medication": 7}, ("/intake/medication", "string_type")),
        ({"medication": "x" * 2001}, ("/intake/medication", "too_long")),
        ({"medication": "a\0"}, ("/intake/medication", "nul_character")),
        ({"allergies": "Dust."}, ("/intake", "extra_forbidden")),
    ):
        assert refusals(await try_to_edit(care, name="X", intake=body)) == [refusal]
        new = {"name": "Ida", "timezone": "UTC", "intake": body}
        assert refusals(await care.ben.post(CLIENTS, new)) == [refusal]
    unknown = await try_to_edit(care, conditions=["bad_luck"], intake=TOLD)
    assert refusals(unknown) == [("/conditions/0", "unknown_condition")]
    assert await versions(care) == []
    assert body_of(await care.ben.get(hers(care)))["name"] == "Ana"


async def test_of_edits_of_one_reading_at_once_one_is_made(care):
    etag = (await care.ben.get(hers(care))).headers["etag"]
    edits = [{"name": text} for text in "ABC"]
    edits += [{"intake": {"medication": text}} for text in "DEF"]
    headers = {"if-match": etag}
    answers = await gather(*(care.ben.patch(hers(care), each, headers=headers) for each in edits))
    assert sorted(answer.status_code for answer in answers) == [200] + [412] * 5
    (won,) = [answer.json() for answer in answers if answer.status_code == 200]
    assert body_of(await care.ben.get(hers(care))) == won
    assert await versions(care) == [version for version in [won["intake"]] if version]


async def test_the_versions_come_in_pages(care):
    for text in "ABCDE":
        await edit(care, intake={"medication": text})
    pages, params = [], {"limit": 2}
    while not pages or "cursor" in params:
        page = body_of(await care.ben.get(f"{hers(care)}/intakes", params=params))
        pages.append([row["medication"] for row in page["items"]])
        params = {"limit": 2} | ({"cursor": page["next_cursor"]} if page["next_cursor"] else {})
    assert pages == [["E", "D"], ["C", "B"], ["A"]]


async def test_the_database_refuses_to_change_a_version(care):
    await edit(care, intake=TOLD)
    with pytest.raises(DBAPIError, match="never changed"):
        async with transaction(care.sessions) as session:
            await session.execute(update(Intake).values(medication="Another."))
    assert (await versions(care))[0]["medication"] == "Metformin."


async def test_reading_the_versions_is_noted_in_the_audit(care):
    await versions(care)
    events = await care.rows(select(AuditEvent).where(AuditEvent.client_id == care.ana.id))
    assert [(event.action, event.subject) for event in events] == [("view intakes", None)]


THERAPISTS = {"/v1/me/brief-reminder", "/v1/me/briefs", "/v1/me/passkeys", "/v1/me/second-factor"}


async def test_nothing_of_it_is_shown_under_me(care, app):
    canary = "zq7pelican"
    texts = dict.fromkeys((name for name in TOLD if isinstance(TOLD[name], str)), canary)
    codes = ["numb_or_swollen_skin", "jaw_locking"]
    await edit(care, intake=texts | {"contraindications": codes})
    item = await care.prescribe("20:00", exercise="hydration")
    body_of(await care.log(item, "2026-03-02", "day"), 201)
    paths = [
        path
        for path, methods in app.openapi()["paths"].items()
        if path.startswith("/v1/me") and "get" in methods and "{" not in path
    ]
    assert {"/v1/me", "/v1/me/today", "/v1/me/plan", "/v1/me/access-log"} <= set(paths)
    for path in paths:
        said = await care.ana.get(path)
        # What is a therapist's alone under /me is not hers to read.
        assert said.status_code == 200 or path in THERAPISTS, path
        assert not any(word in said.text for word in (canary, *codes)), path
    assert problem(await care.ana.get(hers(care))) == (403, "forbidden")
