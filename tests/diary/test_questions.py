"""The questions of the check-ins fit what the API takes for an answer."""

from api.diary.check_ins import CheckInIn
from api.diary.weekly_check_ins import WeeklyCheckInIn
from tests.acting.care import Json, body_of, on

PATH = "/v1/check-in-questions"
# What a phone adds by itself.
UNASKED = {"id", "recorded_at", "sent_at", "duration_s"}


def sample(question: Json) -> object:
    """Return the last answer that a question of its kind allows."""
    return {
        "scale": 10,
        "hours": 24,
        "yes_no": True,
        "days": 7,
        "steps": len(question["steps"]),
        "flags": ["major_trauma"],
        "map": [{"region": "neck"}],
        "goals": [],
        "text": "Yes.",
    }[question["kind"]]


async def test_exactly_what_can_be_answered_is_asked(care):
    asked = body_of(await care.ana.get(PATH))
    for name, body in (("daily", CheckInIn), ("weekly", WeeklyCheckInIn)):
        keys = {question["key"] for question in asked[name]}
        assert keys == body.model_fields.keys() - UNASKED


async def test_every_question_can_be_answered_as_its_kind_says(care):
    asked = body_of(await care.ana.get(PATH))
    said = {question["key"]: sample(question) for question in asked["daily"]}
    daily = body_of(await care.check_in(on(3, 2), **said), 201)
    assert daily["sleep_hours"] == 24
    said = {question["key"]: sample(question) for question in asked["weekly"]}
    body = {"id": daily["id"], "recorded_at": care.clock.at.isoformat(), **said}
    weekly = body_of(await care.ana.put(f"/v1/me/weekly-check-ins/{on(3, 2)}", body), 201)
    assert weekly["overall_change"] == 7


async def test_the_questions_come_in_the_language_asked_for_or_the_accounts(care):
    english = await care.ana.get(PATH)
    assert english.json()["language"] == "en"
    spanish = body_of(await care.ana.get(PATH, headers={"accept-language": "es-MX"}))
    assert spanish["language"] == "es"
    body_of(await care.ana.patch("/v1/me", {"locale": "es"}))
    assert body_of(await care.ana.get(PATH)) == spanish
    assert body_of(await care.ben.get(PATH)) == english.json()


async def test_a_phone_that_has_them_gets_304(care):
    tag = (await care.ana.get(PATH)).headers["etag"]
    again = await care.ana.get(PATH, headers={"if-none-match": tag})
    assert again.status_code == 304


async def test_a_question_is_served_with_all_it_needs_and_no_default(care):
    asked = body_of(await care.ana.get(PATH))
    assert asked.keys() == {"language", "version", "review_state", "daily", "weekly"}
    first = asked["daily"][0]
    assert first == {
        "key": "pain_average",
        "kind": "scale",
        "text": "How bad was your pain today, on the whole?",
        "note": None,
        "low": "No pain",
        "high": "The worst pain I can imagine",
        "steps": [],
        "sided_regions": [],
        "code": "loinc:72514-3",
    }
    (steps,) = [q["steps"] for q in asked["weekly"] if q["key"] == "overall_change"]
    assert [step["value"] for step in steps] == [1, 2, 3, 4, 5, 6, 7]
    assert (steps[0]["text"], steps[6]["text"]) == ("Very much better", "Very much worse")
