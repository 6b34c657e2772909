from sqlalchemy import select

from api.tables import AuditEvent, ZoneChange
from tests.acting.care import Care, at, body_of, problem, refusals

CLIENTS = "/v1/clients"


async def added(care: Care, **more: object) -> dict:
    body = {"name": "Ida", "timezone": "Europe/Lisbon", **more}
    return body_of(await care.ben.post(CLIENTS, body), 201)


async def test_a_client_is_added_with_what_a_new_client_has(care):
    ida = await added(care, conditions=["neck_pain"], locale="es")
    assert ida == {
        "id": ida["id"],
        "name": "Ida",
        "timezone": "Europe/Lisbon",
        "locale": "es",
        "conditions": ["neck_pain"],
        "created_at": "2026-03-02T08:00:00Z",
        "intake": ida["intake"],
        "conflicts": [],
        "erasure": None,
        "etag": ida["etag"],
    }
    zones = await care.rows(select(ZoneChange).where(ZoneChange.timezone == "Europe/Lisbon"))
    assert [zone.from_at for zone in zones] == [care.clock.at]
    read = await care.ben.get(f"{CLIENTS}/{ida['id']}")
    assert body_of(read) == ida
    assert read.headers["etag"] == ida["etag"]


async def test_what_a_client_cannot_be_added_with(care):
    wrong = {
        "name": (" ", "/name", "string_too_short"),
        "timezone": ("Mars/Olympus", "/timezone", "unknown_timezone"),
        "conditions": (["neck_pain", "bad_luck"], "/conditions/1", "unknown_condition"),
        "locale": ("English", "/locale", "string_pattern_mismatch"),
        "age": (7, "", "extra_forbidden"),
    }
    for field, (value, pointer, code) in wrong.items():
        body = {"name": "Ida", "timezone": "UTC", field: value}
        assert refusals(await care.ben.post(CLIENTS, body)) == [(pointer, code)]


async def test_clients_are_listed_by_name_page_by_page(care):
    for name in ("Zoe", "Abe", "Ida", "Ida"):
        await added(care, name=name)
    pages, cursor = [], None
    while not pages or cursor:
        params = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        page = body_of(await care.ben.get(CLIENTS, params=params))
        pages.append([row["name"] for row in page["items"]])
        cursor = page["next_cursor"]
    assert pages == [["Abe", "Ana"], ["Ida", "Ida"], ["Zoe"]]


async def test_the_list_holds_only_clients_in_my_care(care):
    names = {
        person: [
            row["name"] for row in body_of(await getattr(care.cast, person).get(CLIENTS))["items"]
        ]
        for person in ("ben", "dora", "eve")
    }
    assert names == {"ben": ["Ana"], "dora": ["Cy"], "eve": ["Fay"]}


async def test_a_row_of_the_list_is_light_and_its_etag_opens_an_edit(care):
    disclosed = {"medication": "None at all.", "contraindications": ["fever"]}
    ida = await added(care, conditions=["neck_pain"], intake=disclosed)
    (row,) = [r for r in body_of(await care.ben.get(CLIENTS))["items"] if r["id"] == ida["id"]]
    assert row == {name: value for name, value in ida.items() if name in row}
    assert ida.keys() - row.keys() == {"intake", "conflicts"}
    path, headers = f"{CLIENTS}/{ida['id']}", {"if-match": row["etag"]}
    body_of(await care.ben.patch(path, {"intake": {"medication": None}}, headers=headers))
    stale = await care.ben.patch(path, {"name": "Late"}, headers=headers)
    assert problem(stale) == (412, "stale_edit")


async def test_the_list_can_be_asked_for_a_condition(care):
    await added(care, name="Abe", conditions=["hip_pain", "neck_pain"])
    await added(care, name="Zoe", conditions=["neck_pain"])
    await added(care, name="Ida", conditions=["knee_pain"])
    for condition, names in (
        ("neck_pain", ["Abe", "Zoe"]),
        ("hip_pain", ["Abe"]),
        ("pain", []),
        ("neck%pain", None),
        ("neck-pain", []),
        ("nec__pain", []),
    ):
        found = await care.ben.get(CLIENTS, params={"condition": condition})
        if names is None:
            assert refusals(found) == [("/query/condition", "string_pattern_mismatch")]
        else:
            assert [row["name"] for row in body_of(found)["items"]] == names
    params = {"condition": "neck_pain", "limit": 1}
    cursor = body_of(await care.ben.get(CLIENTS, params=params))["next_cursor"]
    page = body_of(await care.ben.get(CLIENTS, params=params | {"cursor": cursor}))
    assert [row["name"] for row in page["items"]] == ["Zoe"]


async def test_an_edit_changes_only_what_is_sent(care):
    ida = await added(care, conditions=["neck_pain"])
    path = f"{CLIENTS}/{ida['id']}"
    renamed = await care.ben.patch(path, {"name": "Ida B."}, headers={"if-match": ida["etag"]})
    assert body_of(renamed) == ida | {"name": "Ida B.", "etag": renamed.headers["etag"]}
    cured = await care.ben.patch(
        path, {"conditions": []}, headers={"if-match": renamed.headers["etag"]}
    )
    assert body_of(cured)["conditions"] == []
    assert body_of(await care.ben.get(path)) == body_of(cured)


async def test_an_edit_needs_the_etag_that_was_read(care):
    ida = await added(care)
    path = f"{CLIENTS}/{ida['id']}"
    assert problem(await care.ben.patch(path, {"name": "I"})) == (428, "if_match_required")
    first = await care.ben.patch(path, {"name": "One"}, headers={"if-match": ida["etag"]})
    assert first.status_code == 200
    second = await care.ben.patch(path, {"name": "Two"}, headers={"if-match": ida["etag"]})
    assert problem(second) == (412, "stale_edit")
    assert body_of(await care.ben.get(path))["name"] == "One"


async def test_a_wrong_edit_changes_nothing(care):
    ida = await added(care)
    path = f"{CLIENTS}/{ida['id']}"
    for body, refusal in (
        ({"name": "X", "conditions": ["bad_luck"]}, ("/conditions/0", "unknown_condition")),
        ({"name": None}, ("/name", "string_type")),
        ({"timezone": "Nowhere"}, ("/timezone", "unknown_timezone")),
        ({"locale": "es"}, ("/locale", "read_only")),
        ({"email": "a@example.org"}, ("", "extra_forbidden")),
    ):
        answer = await care.ben.patch(path, body, headers={"if-match": ida["etag"]})
        assert refusals(answer) == [refusal]
    assert body_of(await care.ben.get(path)) == ida


async def test_a_new_zone_is_remembered_with_its_moment_and_the_same_zone_is_not(care):
    path = f"{CLIENTS}/{care.ana.id}"
    for timezone, hour in (("Asia/Tokyo", 9), ("Asia/Tokyo", 10)):
        care.move(2026, 3, 2, hour)
        etag = (await care.ben.get(path)).headers["etag"]
        body_of(await care.ben.patch(path, {"timezone": timezone}, headers={"if-match": etag}))
    query = select(ZoneChange).where(ZoneChange.client_id == care.ana.id)
    zones = await care.rows(query.order_by(ZoneChange.from_at))
    assert [(zone.timezone, zone.from_at) for zone in zones] == [
        ("Europe/Berlin", at(2026, 3, 2, 8)),
        ("Asia/Tokyo", at(2026, 3, 2, 9)),
    ]


async def test_looking_and_editing_is_noted_in_the_audit(care):
    path = f"{CLIENTS}/{care.ana.id}"
    etag = (await care.ben.get(path)).headers["etag"]
    await care.ben.patch(path, {"name": "Anna"}, headers={"if-match": etag})
    events = await care.rows(
        select(AuditEvent)
        .where(AuditEvent.client_id == care.ana.id)
        .order_by(AuditEvent.created_at, AuditEvent.id)
    )
    assert [(event.action, event.actor_id) for event in events] == [
        ("view client", care.ben.id),
        ("edit client", care.ben.id),
    ]


async def test_an_invite_is_a_link_with_a_code_for_72_hours(care):
    made = body_of(await care.ben.post(f"{CLIENTS}/{care.ana.id}/invites"), 201)
    assert made["expires_at"] == "2026-03-05T08:00:00Z"
    assert made["link"].endswith(f"/invite#{made['code']}")
    assert len(made["code"]) == 10
