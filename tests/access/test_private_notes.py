from tests.access_bodies import Things
from tests.access_table import ROWS
from tests.access_world import World
from tests.acting.care import body_of

CANARY = "zq7pelican"
FINDING = {"region": "it_band", "root_cause": "nerve_compression", "referred_to": ["calf"]}
TURN = {"joint": "neck", "movement": "rotation", "degrees": 55}


async def test_nothing_of_what_a_therapist_wrote_down_reaches_the_client(care):
    sessions = f"/v1/clients/{care.ana.id}/appointments"
    written = {"findings": [FINDING], "rom": [TURN], "note": CANARY}
    held = {"starts_at": "2026-03-02T07:00:00Z", "status": "completed", **written}
    row = body_of(await care.ben.post(sessions, held), 201)
    planned = {"starts_at": "2026-03-09T09:00:00Z", **written}
    body_of(await care.ben.post(sessions, planned), 201)
    asked = Things(str(care.ana.id), "", "", "", "phone", appointment_id=row["id"])
    world = World(care.cast, {"ana": asked})
    read_by_her = [name for name in ROWS if name.startswith("GET /v1/me")]
    answers = {name: await world.ask(name, "ana") for name in read_by_her}
    said = "PUT /v1/me/appointments/{appointment_id}/feedback"
    answers[said] = await world.ask(said, "ana")
    assert {answers[said].status_code, answers["GET /v1/me/appointments"].status_code} == {200, 201}
    for name, answer in answers.items():
        assert answer.status_code < 500, name
        for secret in (CANARY, '"findings"', '"rom"', "nerve_compression", "therapist_id"):
            assert secret not in answer.text, (name, secret)
    assert CANARY in (await care.ben.get(sessions)).text
