from tests.acting.care import body_of, problem, refusals


async def test_my_preferences_are_those_of_a_new_client(care):
    assert body_of(await care.ana.get("/v1/me")) == {
        "id": str(care.ana.id),
        "role": "client",
        "name": "Ana",
        "email": None,
        "timezone": "Europe/Berlin",
        "timezone_pinned": False,
        "locale": "en",
        "quiet_hours": {"start": "21:00", "end": "08:00"},
        "check_in_time": "18:30",
        "reminder_cap": 6,
        "created_at": "2026-03-02T08:00:00Z",
        "warnings": [],
    }


CHANGES = [
    {"timezone": "Asia/Tokyo"},
    {"timezone_pinned": True},
    {"timezone": "Asia/Seoul"},
    {"timezone_pinned": False},
    {"locale": "es-MX"},
    {"quiet_hours": {"start": "22:30", "end": "06:00"}},
    {"quiet_hours": None},
    {"check_in_time": "07:05"},
    {"reminder_cap": 24},
    {},
]


async def test_only_what_is_sent_changes(care):
    for change in CHANGES:
        before = body_of(await care.ana.get("/v1/me"))
        assert body_of(await care.ana.patch("/v1/me", change)) == before | change
        assert body_of(await care.ana.get("/v1/me")) == before | change


async def test_null_leaves_all_but_the_quiet_hours_as_they_were(care):
    before = body_of(await care.ana.get("/v1/me"))
    nothing = dict.fromkeys(
        ("timezone", "timezone_pinned", "locale", "check_in_time", "reminder_cap")
    )
    assert body_of(await care.ana.patch("/v1/me", nothing)) == before


async def test_a_newer_phones_unknown_fields_are_ignored(care):
    change = {"theme": "dark", "quiet_hours": {"start": "22:00", "end": "07:00", "days": ["mon"]}}
    changed = body_of(await care.ana.patch("/v1/me", change))
    assert changed["quiet_hours"] == {"start": "22:00", "end": "07:00"}


async def test_what_cannot_be_preferred_is_refused_and_changes_nothing(care):
    before = body_of(await care.ana.get("/v1/me"))
    wrong = [
        ({"timezone": 1}, "/timezone", "string_type"),
        ({"timezone_pinned": "yes"}, "/timezone_pinned", "bool_type"),
        ({"quiet_hours": {"start": "22:00"}}, "/quiet_hours/end", "missing"),
        (
            {"quiet_hours": {"start": "22:00", "end": "22:00"}, "locale": "es"},
            "/quiet_hours/end",
            "same_as_start",
        ),
        ({"check_in_time": "24:00"}, "/check_in_time", "not_a_wall_time"),
        ({"check_in_time": "7:05"}, "/check_in_time", "not_a_wall_time"),
        ({"reminder_cap": 0}, "/reminder_cap", "greater_than_equal"),
        ({"reminder_cap": 25}, "/reminder_cap", "less_than_equal"),
        ({"reminder_cap": "6"}, "/reminder_cap", "int_type"),
        ({"reminder_cap": True}, "/reminder_cap", "int_type"),
    ]
    for change, pointer, code in wrong:
        assert refusals(await care.ana.patch("/v1/me", change)) == [(pointer, code)]
    assert body_of(await care.ana.get("/v1/me")) == before


ODD = [
    ({"timezone": "asia/tokyo"}, {"timezone": "Asia/Tokyo"}, "timezone_replaced"),
    ({"timezone": "GMT+05:30"}, {"timezone": "Asia/Kolkata"}, "timezone_replaced"),
    ({"timezone": "Mars/Olympus"}, {"timezone": "Asia/Kolkata"}, "timezone_unknown"),
    ({"locale": "es_MX"}, {"locale": "es-MX"}, "locale_replaced"),
    ({"locale": "Deutsch"}, {"locale": "es-MX"}, "locale_unknown"),
]


async def test_an_odd_zone_or_language_is_the_nearest_good_one_or_my_own_with_a_warning(care):
    for sent, held, code in ODD:
        before = body_of(await care.ana.get("/v1/me"))
        changed = body_of(await care.ana.patch("/v1/me", sent))
        (warning,) = changed["warnings"]
        assert (warning["code"], warning["used"]) == (code, *held.values())
        assert changed | {"warnings": []} == before | held
        assert body_of(await care.ana.get("/v1/me")) == before | held


async def test_a_therapist_has_no_clients_preferences(care):
    assert problem(await care.ben.get("/v1/me")) == (403, "forbidden")
    assert problem(await care.ben.patch("/v1/me", {"locale": "es"})) == (403, "forbidden")
